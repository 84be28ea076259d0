interface Span {
  start: number;
  end: number;
}

interface Piece {
  text: string;
  isHighlighted: boolean;
}

/** Characters shown before the first match. */
const CONTEXT_BEFORE = 40;

/** Splits a text at the matches; it starts shortly before the first one. */
export function splitHighlights(text: string, spans: readonly Span[]): Piece[] {
  const first = spans[0]?.start ?? 0;
  const from = first <= CONTEXT_BEFORE ? 0 : text.indexOf(' ', first - CONTEXT_BEFORE) + 1;
  let at = Math.min(from, first);
  const pieces: Piece[] = at > 0 ? [{ text: '… ', isHighlighted: false }] : [];
  for (const { start, end } of spans) {
    if (start < at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), isHighlighted: false });
    pieces.push({ text: text.slice(start, end), isHighlighted: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHighlighted: false });
  return pieces;
}
