import type { SearchQuery } from './search-query';
import { tokenize } from './tokenize';
import { wordForms } from './word-forms';

/*
 * A block records which of 256 messages may contain a word. Layout: number of codes (2 bytes; 0 with
 * data after it means 65,536), the codes (2 bytes each), per code the number of messages minus one
 * (1 byte), then their indexes in the block (1 byte each). A code is a hash of a word form or of a
 * prefix. Codes collide, so candidates must be verified; messages without the code cannot match.
 */

/** Seqs 1 to 256 are block 1, the next 256 block 2. */
export const MESSAGES_PER_BLOCK = 256;

const CODE_COUNT = 0x10000;

/** Additional authenticated data of an encrypted block. */
export function searchBlockContext(conversationId: string, number: number): string {
  return `search:${conversationId}:${number}`;
}

/** Prefix searches match the first three letters, or the first five of longer terms. */
const SHORT_PREFIX = 3;
const LONG_PREFIX = 5;

/** At most 256 texts, in seq order. */
export function buildSearchBlock(texts: readonly string[]): Buffer {
  const codesByWord = new Map<string, readonly number[]>();
  const indexesByCode = new Map<number, Set<number>>();
  for (const [index, text] of texts.entries()) {
    for (const { normalized } of tokenize(text)) {
      const codes = codesByWord.get(normalized) ?? codesOf(normalized);
      codesByWord.set(normalized, codes);
      for (const code of codes) {
        const indexes = indexesByCode.get(code);
        if (indexes) indexes.add(index);
        else indexesByCode.set(code, new Set([index]));
      }
    }
  }
  return serialize([...indexesByCode]);
}

function serialize(entries: readonly (readonly [code: number, indexes: Set<number>])[]): Buffer {
  const head = Buffer.alloc(2 + 2 * entries.length);
  head.writeUInt16LE(entries.length % CODE_COUNT);
  for (const [index, [code]] of entries.entries()) head.writeUInt16LE(code, 2 + 2 * index);
  const sizes = entries.map(([, indexes]) => indexes.size - 1);
  return Buffer.concat([
    head,
    Buffer.from(sizes),
    ...entries.map(([, indexes]) => Buffer.from([...indexes])),
  ]);
}

function codesOf(word: string): number[] {
  const keys = [...wordForms(word)];
  if (word.length > SHORT_PREFIX) keys.push(word.slice(0, SHORT_PREFIX));
  if (word.length > LONG_PREFIX) keys.push(word.slice(0, LONG_PREFIX));
  return keys.map(codeOf);
}

/** FNV-1a, folded to sixteen bits. */
function codeOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & 0xffff;
}

/** Finds the messages of a block that may contain all terms of a query. */
export class SearchBlockMatcher {
  /** Bit mask of query terms per code. */
  private readonly termsByCode = new Uint8Array(CODE_COUNT);
  private readonly allTerms: number;

  constructor({ terms }: SearchQuery) {
    this.allTerms = (1 << terms.length) - 1;
    for (const [index, { normalized, forms }] of terms.entries()) {
      const prefix = normalized.length >= LONG_PREFIX ? LONG_PREFIX : SHORT_PREFIX;
      const keys = [
        ...forms,
        ...(normalized.length >= SHORT_PREFIX ? [normalized.slice(0, prefix)] : []),
      ];
      for (const code of keys.map(codeOf)) {
        this.termsByCode[code] = (this.termsByCode[code] ?? 0) | (1 << index);
      }
    }
  }

  /** Indexes in the block; the first message has 0. */
  candidates(block: Buffer): number[] {
    const count = block.readUInt16LE() || (block.length > 2 ? CODE_COUNT : 0);
    const found = new Uint8Array(MESSAGES_PER_BLOCK);
    let at = 2 + 3 * count;
    for (let index = 0; index < count; index += 1) {
      const end = at + 1 + (block[2 + 2 * count + index] ?? 0);
      const terms = this.termsByCode[block.readUInt16LE(2 + 2 * index)] ?? 0;
      if (terms === 0) at = end;
      for (; at < end; at += 1) found[block[at] ?? 0] = (found[block[at] ?? 0] ?? 0) | terms;
    }
    return [...found.keys()].filter((index) => found[index] === this.allTerms);
  }
}
