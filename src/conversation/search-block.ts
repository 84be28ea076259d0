import type { SearchQuery } from './search-query';
import { wordsIn } from './search-words';
import { formsOf } from './word-forms';

/*
 * A block says which of 256 messages may hold a word: for each message how many codes it has, then
 * the codes, all of two bytes. A code stands for a form of a word or for how a word begins. Several
 * words share a code, so what a block points at must be read; what it does not point at need not.
 */

/** Messages 1 to 256 of a conversation are block 1, the next 256 block 2. */
export const BLOCK = 256;

/** Binds a sealed block to its place. */
export function blockContext(conversationId: string, number: number): string {
  return `search:${conversationId}:${number}`;
}

/** Words are found by their first three letters, or their first five when so many are given. */
const SHORT = 3;
const LONG = 5;

/** The block of these texts, the first message's first. */
export function blockOf(texts: readonly string[]): Buffer {
  const all: number[] = [];
  const known = new Map<string, readonly number[]>();
  for (const text of texts) {
    const codes = new Set<number>();
    for (const { plain } of wordsIn(text)) {
      const ofWord = known.get(plain) ?? codesOf(plain);
      known.set(plain, ofWord);
      for (const code of ofWord) codes.add(code);
    }
    all.push(codes.size, ...codes);
  }
  return Buffer.from(Uint16Array.from(all).buffer);
}

function codesOf(word: string): number[] {
  const marks = [...formsOf(word)];
  if (word.length > SHORT) marks.push(word.slice(0, SHORT));
  if (word.length > LONG) marks.push(word.slice(0, LONG));
  return marks.map(codeOf);
}

/** FNV-1a, folded to sixteen bits. */
function codeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & 0xffff;
}

/** Finds the messages in which a query's words may occur. */
export class BlockReader {
  /** For each code the words of the query it may stand for, a bit for each. */
  private readonly meanings = new Uint8Array(0x10000);
  private readonly all: number;

  constructor({ words }: SearchQuery) {
    this.all = (1 << words.length) - 1;
    for (const [index, { plain, forms }] of words.entries()) {
      const beginning = plain.length >= LONG ? LONG : SHORT;
      const marks = [...forms, ...(plain.length >= SHORT ? [plain.slice(0, beginning)] : [])];
      for (const code of marks.map(codeOf)) {
        this.meanings[code] = (this.meanings[code] ?? 0) | (1 << index);
      }
    }
  }

  /** Places in the block, the first message's being 0. */
  candidates(block: Buffer): number[] {
    const codes = new Uint16Array(new Uint8Array(block).buffer);
    const found: number[] = [];
    for (let at = 0, place = 0; at < codes.length; place += 1) {
      const end = at + 1 + (codes[at] ?? 0);
      let met = 0;
      for (at += 1; at < end; at += 1) met |= this.meanings[codes[at] ?? 0] ?? 0;
      if (met === this.all) found.push(place);
    }
    return found;
  }
}
