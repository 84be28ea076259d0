import type { SearchQuery } from './search-query';
import { tokenize } from './tokenize';
import { wordForms } from './word-forms';

/*
 * A block says which of 256 messages may hold a word: how many codes there are (two bytes; none says
 * all 65,536 if something follows), the codes (two bytes each), for each code how many messages have it (a byte, one less), then their places (a
 * byte each). A code stands for a form of a word or for how a word begins. Several words share a code,
 * so what a block points at must be read; what it does not point at need not.
 */

/** Messages 1 to 256 of a conversation are block 1, the next 256 block 2. */
export const MESSAGES_PER_BLOCK = 256;

/** How many codes there may be. */
const CODE_COUNT = 0x10000;

/** Binds a sealed block to its place. */
export function searchBlockContext(conversationId: string, number: number): string {
  return `search:${conversationId}:${number}`;
}

/** Words are found by their first three letters, or their first five when so many are given. */
const SHORT_PREFIX = 3;
const LONG_PREFIX = 5;

/** The block of these texts, at most 256, the first message's first. */
export function buildSearchBlock(texts: readonly string[]): Buffer {
  const known = new Map<string, readonly number[]>();
  const placesOf = new Map<number, Set<number>>();
  for (const [place, text] of texts.entries()) {
    for (const { normalized: plain } of tokenize(text)) {
      const codes = known.get(plain) ?? codesOf(plain);
      known.set(plain, codes);
      for (const code of codes) {
        const places = placesOf.get(code);
        if (places) places.add(place);
        else placesOf.set(code, new Set([place]));
      }
    }
  }
  return serialize([...placesOf]);
}

function serialize(entries: readonly (readonly [code: number, places: Set<number>])[]): Buffer {
  const head = Buffer.alloc(2 + 2 * entries.length);
  head.writeUInt16LE(entries.length % CODE_COUNT);
  for (const [index, [code]] of entries.entries()) head.writeUInt16LE(code, 2 + 2 * index);
  const sizes = entries.map(([, places]) => places.size - 1);
  return Buffer.concat([
    head,
    Buffer.from(sizes),
    ...entries.map(([, places]) => Buffer.from([...places])),
  ]);
}

function codesOf(word: string): number[] {
  const marks = [...wordForms(word)];
  if (word.length > SHORT_PREFIX) marks.push(word.slice(0, SHORT_PREFIX));
  if (word.length > LONG_PREFIX) marks.push(word.slice(0, LONG_PREFIX));
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
export class SearchBlockMatcher {
  /** For each code the words of the query it may stand for, a bit for each. */
  private readonly termsByCode = new Uint8Array(CODE_COUNT);
  private readonly allTerms: number;

  constructor({ terms: words }: SearchQuery) {
    this.allTerms = (1 << words.length) - 1;
    for (const [index, { normalized: plain, forms }] of words.entries()) {
      const beginning = plain.length >= LONG_PREFIX ? LONG_PREFIX : SHORT_PREFIX;
      const marks = [
        ...forms,
        ...(plain.length >= SHORT_PREFIX ? [plain.slice(0, beginning)] : []),
      ];
      for (const code of marks.map(codeOf)) {
        this.termsByCode[code] = (this.termsByCode[code] ?? 0) | (1 << index);
      }
    }
  }

  /** Places in the block, the first message's being 0. */
  candidates(block: Buffer): number[] {
    const count = block.readUInt16LE() || (block.length > 2 ? CODE_COUNT : 0);
    const met = new Uint8Array(MESSAGES_PER_BLOCK);
    let at = 2 + 3 * count;
    for (let index = 0; index < count; index += 1) {
      const end = at + 1 + (block[2 + 2 * count + index] ?? 0);
      const meaning = this.termsByCode[block.readUInt16LE(2 + 2 * index)] ?? 0;
      if (meaning === 0) at = end;
      for (; at < end; at += 1) met[block[at] ?? 0] = (met[block[at] ?? 0] ?? 0) | meaning;
    }
    return [...met.keys()].filter((place) => met[place] === this.allTerms);
  }
}
