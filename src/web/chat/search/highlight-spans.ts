interface Span {
  start: number;
  end: number;
}

interface Piece {
  text: string;
  isHighlighted: boolean;
}

/** So much is shown before the first word that was found. */
const CONTEXT_BEFORE = 40;

/** A text in pieces, those within the spans lit; it begins shortly before the first of them. */
export function splitHighlights(text: string, spans: readonly Span[]): Piece[] {
  const first = spans[0]?.start ?? 0;
  const begin = first <= CONTEXT_BEFORE ? 0 : text.indexOf(' ', first - CONTEXT_BEFORE) + 1;
  let at = begin > first ? first : begin;
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
