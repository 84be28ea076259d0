/** A word of a text: how it is compared, and where it stands, in UTF-16 units. */
export interface Token {
  normalized: string;
  start: number;
  end: number;
}

/** Letters and digits, also around an apostrophe (Jum'at), or one pictograph. */
const TOKENS = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}/gu;
const ASCII = /^[\w']*$/;

/** The words of a text as they are compared: lower case, without marks above letters (é is e). */
export function tokenize(text: string): Token[] {
  const words: Token[] = [];
  for (const found of text.matchAll(TOKENS)) {
    const plain = normalize(found[0]);
    if (plain === '') continue;
    words.push({ normalized: plain, start: found.index, end: found.index + found[0].length });
  }
  return words;
}

function normalize(written: string): string {
  const letters = ASCII.test(written) ? written : written.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters.replace(/['’]/g, '').toLowerCase();
}
