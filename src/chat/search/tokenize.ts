/** A word in normalized form with its position in UTF-16 units. */
export interface Token {
  normalized: string;
  start: number;
  end: number;
}

/** Letters and digits, with inner apostrophes (Jum'at), or one pictograph. */
const TOKENS = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}/gu;
const ASCII = /^[\w']*$/;

/** Normalized: lower case, without diacritics (é becomes e). */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(TOKENS)) {
    const normalized = normalize(found[0]);
    if (normalized === '') continue;
    tokens.push({ normalized, start: found.index, end: found.index + found[0].length });
  }
  return tokens;
}

function normalize(word: string): string {
  const letters = ASCII.test(word) ? word : word.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters.replace(/['’]/g, '').toLowerCase();
}
