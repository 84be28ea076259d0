/** As the server counts: Unicode code points of the trimmed text (C-20). */
export const MAX_LENGTH = 5_000;
const WARN_AT = 300;

export function messageLength(text: string): number {
  const trimmed = text.trim();
  let count = 0;
  for (const _ of trimmed) count += 1;
  return count;
}

/** Remaining characters; undefined while far from the limit. */
export function remainingLength(text: string): number | undefined {
  // A code point is one or two UTF-16 units, so short texts need no counting.
  if (text.length < MAX_LENGTH - WARN_AT) return undefined;
  const left = MAX_LENGTH - messageLength(text);
  return left <= WARN_AT ? left : undefined;
}
