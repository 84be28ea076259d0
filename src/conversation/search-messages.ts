import type { EntityManager } from 'typeorm';
import { openBytes, openText } from '../content-cipher';
import type { DataKey } from '../content-cipher';
import { AppError } from '../errors';
import { messageContext } from './conversation-keys';
import { mayReadIn } from './conversation-policy';
import { conversationState } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import { openWords } from './open-words';
import type { Place, PlaceName } from './place';
import type { ReadPageServices } from './read-page';
import { readSpansOf } from './receipt-store';
import type { ReadSpan } from './receipt-store';
import { BLOCK, blockContext, BlockReader } from './search-block';
import { selectBlocks, selectBySeq } from './search-block-store';
import { SearchQuery } from './search-query';
import type { Highlight } from './search-query';

/*
 * Words lie sealed, so the database cannot look for them. What it keeps instead are blocks, sealed
 * as well: each tells of 256 messages which ones may hold a word. A search reads blocks, the newest
 * first, and opens the messages they point at; a block that was not made yet, or the newest messages
 * that fill none, it opens as they are. What is shown was always read in the message itself.
 */

/** Blocks are read in strides, so that a very long conversation is never in memory at once. */
const STRIDE = 40;
/** How many messages are opened at first, and at most, before it is asked whether they suffice. */
const FIRST = 64;
const MOST = 512;

interface FoundMessage<Name extends PlaceName> {
  message: MessageView<Name>;
  highlights: Highlight[];
}

interface FoundPage<Name extends PlaceName> {
  /** Oldest first; page 1 holds the newest. */
  data: FoundMessage<Name>[];
  hasMore: boolean;
}

/** What was found, and when it was read. */
type Found<Name extends PlaceName> = FoundPage<Name> & { readSpans: ReadSpan[] };

interface SearchInput {
  search: string;
  page: number;
  limit: number;
}

/** Messages that hold all the words, for somebody who was let in (C-56). */
export async function searchMessages<Name extends PlaceName>(
  services: ReadPageServices,
  place: Place<Name>,
  input: SearchInput,
): Promise<Found<Name>> {
  const { manager } = services.db.source;
  const { conversationId } = place;
  const page = await findPage(services, place, input);
  const from = page.data[0]?.message.seq ?? 0;
  const to = page.data.at(-1)?.message.seq ?? 0;
  return {
    ...page,
    readSpans: to === 0 ? [] : await readSpansOf(manager, conversationId, { from, to }),
  };
}

async function findPage<Name extends PlaceName>(
  { db, keys }: ReadPageServices,
  { conversationId, name }: Place<Name>,
  { search, page, limit }: SearchInput,
): Promise<FoundPage<Name>> {
  const { manager } = db.source;
  const { kind, state, lastSeq } = await conversationState(manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  const query = new SearchQuery(search);
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  const data: FoundMessage<Name>[] = [];
  let toSkip = (page - 1) * limit;
  for await (const seqs of suspectsIn({ manager, key, conversationId, lastSeq }, query)) {
    for (const row of await selectBySeq(manager, conversationId, seqs)) {
      const text = row.content ? openText(key, row.content, context) : '';
      const highlights = query.highlightsIn(text);
      if (!highlights) continue;
      toSkip -= 1;
      if (toSkip >= 0) continue;
      if (data.length === limit) return { data: data.reverse(), hasMore: true };
      data.push({ message: viewMessage(row, name, openWords(key, row)), highlights });
    }
  }
  return { data: data.reverse(), hasMore: false };
}

interface Searched {
  manager: EntityManager;
  key: DataKey;
  conversationId: string;
  lastSeq: number;
}

/** Seqs of the messages that must be read, the newest first; first a few, then more at a time. */
async function* suspectsIn(place: Searched, query: SearchQuery): AsyncGenerator<number[]> {
  const reader = new BlockReader(query);
  let size = FIRST;
  for (let to = Math.ceil(place.lastSeq / BLOCK); to > 0; to -= STRIDE) {
    const from = Math.max(1, to - STRIDE + 1);
    const seqs = await suspectsOfStride(place, reader, { from, to });
    for (let at = 0; at < seqs.length; size = Math.min(2 * size, MOST)) {
      yield seqs.slice(at, at + size);
      at += size;
    }
  }
}

async function suspectsOfStride(
  { manager, key, conversationId, lastSeq }: Searched,
  reader: BlockReader,
  stride: { from: number; to: number },
): Promise<number[]> {
  const blocks = lastSeq < BLOCK ? [] : await selectBlocks(manager, conversationId, stride);
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const seqs: number[] = [];
  for (let number = stride.to; number >= stride.from; number -= 1) {
    const before = (number - 1) * BLOCK;
    const block = byNumber.get(number);
    if (!block) {
      for (let seq = Math.min(number * BLOCK, lastSeq); seq > before; seq -= 1) seqs.push(seq);
      continue;
    }
    const codes = openBytes(key, block.codes, blockContext(conversationId, number));
    const places = reader.candidates(codes).map((place) => before + 1 + place);
    const own = new Set([...places, ...(block.edited ?? [])]);
    seqs.push(...[...own].sort((a, b) => b - a));
  }
  return seqs;
}
