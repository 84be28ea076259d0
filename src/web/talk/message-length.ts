/** As the server counts: Unicode code points of the trimmed text (C-20). */
export const MAX_LENGTH = 5_000;
const NEAR = 300;

export function messageLength(text: string): number {
  const trimmed = text.trim();
  let count = 0;
  for (const _ of trimmed) count += 1;
  return count;
}

/** What to say of the length: nothing while it is far from the limit. */
export function lengthLeft(text: string): number | undefined {
  // A code point is one or two units, so short texts need no counting.
  if (text.length < MAX_LENGTH - NEAR) return undefined;
  const left = MAX_LENGTH - messageLength(text);
  return left <= NEAR ? left : undefined;
}
