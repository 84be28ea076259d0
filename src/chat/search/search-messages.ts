import type { EntityManager } from 'typeorm';
import { decryptBytes, decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { AppError } from '../../errors';
import { messageContext } from '../conversation-keys';
import { canRead } from '../access/conversation-policy';
import { readConversationHead } from '../messages/message-repository';
import { toMessageView } from '../messages/message-view';
import type { MessageView } from '../messages/message-view';
import { decryptMessage } from '../messages/decrypt-message';
import type { ConversationRef, PublicId } from '../access/conversation-ref';
import type { ReadMessagesServices } from '../messages/read-message-page';
import { selectReadSpans } from '../receipts/receipt-repository';
import type { ReadSpan } from '../receipts/receipt-repository';
import { MESSAGES_PER_BLOCK, searchBlockContext, SearchBlockMatcher } from './search-block';
import { selectBlocks, selectMessagesBySeq } from './search-block-repository';
import { SearchQuery } from './search-query';
import type { Highlight } from './search-query';

/*
 * Words lie sealed, so the database cannot look for them. What it keeps instead are blocks, sealed
 * as well: each tells of 256 messages which ones may hold a word. A search reads blocks, the newest
 * first, and opens the messages they point at; a block that was not made yet, or the newest messages
 * that fill none, it opens as they are. What is shown was always read in the message itself.
 */

/** Blocks are read in strides, so that a very long conversation is never in memory at once. */
const BLOCKS_PER_READ = 40;
/** How many messages are opened at first, and at most, before it is asked whether they suffice. */
const FIRST_BATCH = 64;
const MAX_BATCH = 512;

interface FoundMessage<Name extends PublicId> {
  message: MessageView<Name>;
  highlights: Highlight[];
}

interface FoundPage<Name extends PublicId> {
  /** Oldest first; page 1 holds the newest. */
  data: FoundMessage<Name>[];
  hasMore: boolean;
}

/** What was found, and when it was read. */
type SearchResult<Name extends PublicId> = FoundPage<Name> & { readSpans: ReadSpan[] };

interface SearchInput {
  search: string;
  page: number;
  limit: number;
}

/** Messages that hold all the words, for somebody who was let in (C-56). */
export async function searchMessages<Name extends PublicId>(
  services: ReadMessagesServices,
  place: ConversationRef<Name>,
  input: SearchInput,
): Promise<SearchResult<Name>> {
  const { manager } = services.db.source;
  const { conversationId } = place;
  const page = await findPage(services, place, input);
  const from = page.data[0]?.message.seq ?? 0;
  const to = page.data.at(-1)?.message.seq ?? 0;
  return {
    ...page,
    readSpans: to === 0 ? [] : await selectReadSpans(manager, conversationId, { from, to }),
  };
}

async function findPage<Name extends PublicId>(
  { db, keys }: ReadMessagesServices,
  { conversationId, publicId: name }: ConversationRef<Name>,
  { search, page, limit }: SearchInput,
): Promise<FoundPage<Name>> {
  const { manager } = db.source;
  const { kind, state, lastSeq } = await readConversationHead(manager, conversationId);
  if (!canRead(kind, state)) throw new AppError('assignment-ended');
  const query = new SearchQuery(search);
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  const data: FoundMessage<Name>[] = [];
  let toSkip = (page - 1) * limit;
  for await (const seqs of candidatesIn({ manager, key, conversationId, lastSeq }, query)) {
    for (const row of await selectMessagesBySeq(manager, conversationId, seqs)) {
      const text = row.content ? decryptText(key, row.content, context) : '';
      const highlights = query.highlightsIn(text);
      if (!highlights) continue;
      toSkip -= 1;
      if (toSkip >= 0) continue;
      if (data.length === limit) return { data: data.reverse(), hasMore: true };
      data.push({ message: toMessageView(row, name, decryptMessage(key, row)), highlights });
    }
  }
  return { data: data.reverse(), hasMore: false };
}

interface SearchScope {
  manager: EntityManager;
  key: DataKey;
  conversationId: string;
  lastSeq: number;
}

/** Seqs of the messages that must be read, the newest first; first a few, then more at a time. */
async function* candidatesIn(place: SearchScope, query: SearchQuery): AsyncGenerator<number[]> {
  const reader = new SearchBlockMatcher(query);
  let size = FIRST_BATCH;
  for (let to = Math.ceil(place.lastSeq / MESSAGES_PER_BLOCK); to > 0; to -= BLOCKS_PER_READ) {
    const from = Math.max(1, to - BLOCKS_PER_READ + 1);
    const seqs = await candidatesOfStride(place, reader, { from, to });
    for (let at = 0; at < seqs.length; size = Math.min(2 * size, MAX_BATCH)) {
      yield seqs.slice(at, at + size);
      at += size;
    }
  }
}

async function candidatesOfStride(
  { manager, key, conversationId, lastSeq }: SearchScope,
  reader: SearchBlockMatcher,
  stride: { from: number; to: number },
): Promise<number[]> {
  const blocks =
    lastSeq < MESSAGES_PER_BLOCK ? [] : await selectBlocks(manager, conversationId, stride);
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const seqs: number[] = [];
  for (let number = stride.to; number >= stride.from; number -= 1) {
    const before = (number - 1) * MESSAGES_PER_BLOCK;
    const block = byNumber.get(number);
    if (!block) {
      for (let seq = Math.min(number * MESSAGES_PER_BLOCK, lastSeq); seq > before; seq -= 1)
        seqs.push(seq);
      continue;
    }
    const codes = decryptBytes(key, block.codes, searchBlockContext(conversationId, number));
    const places = reader.candidates(codes).map((place) => before + 1 + place);
    const own = new Set([...places, ...(block.edited ?? [])]);
    seqs.push(...[...own].sort((a, b) => b - a));
  }
  return seqs;
}
