/** A word of a text: how it is compared, and where it stands, in UTF-16 units. */
export interface Word {
  plain: string;
  start: number;
  end: number;
}

/** Letters and digits, also around an apostrophe (Jum'at), or one pictograph. */
const WORDS = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}/gu;
const ASCII = /^[\w']*$/;

/** The words of a text as they are compared: lower case, without marks above letters (é is e). */
export function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  for (const found of text.matchAll(WORDS)) {
    const plain = plainWord(found[0]);
    if (plain === '') continue;
    words.push({ plain, start: found.index, end: found.index + found[0].length });
  }
  return words;
}

function plainWord(written: string): string {
  const letters = ASCII.test(written) ? written : written.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters.replace(/['’]/g, '').toLowerCase();
}
