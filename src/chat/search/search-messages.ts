import type { EntityManager } from 'typeorm';
import { isReadable } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { decryptBytes, decryptText } from '../../content-cipher';
import type { DataKey } from '../../content-cipher';
import { messageContext } from '../conversation-keys';
import { readConversationHead } from '../conversation-repository';
import { AppError } from '../../errors';
import { loadMessageDetails } from '../messages/message-details';
import type { MessageDetails } from '../messages/message-details';
import { selectMessagesBySeq, selectTexts } from '../messages/message-repository';
import { decryptMessages } from '../messages/read-message-page';
import type { Principal } from '../../users/principal';
import { MESSAGES_PER_BLOCK, searchBlockContext, SearchBlockMatcher } from './search-block';
import { selectBlocks } from './search-block-repository';
import { SearchQuery } from './search-query';
import type { Highlight } from './search-query';

/*
 * Message text is encrypted, so the database cannot search it. Instead each block of 256 messages
 * has an encrypted index of which messages may contain a word. A search reads blocks, newest first,
 * and decrypts the candidates; messages without a block yet are all candidates. Every hit was
 * verified in the decrypted text.
 */

/** Bounds the memory a search of a very long conversation takes. */
const BLOCKS_PER_READ = 40;
/** Candidates decrypted per query; doubles from the first to the maximum. */
const FIRST_BATCH = 64;
const MAX_BATCH = 512;

type Services = Pick<ChatServices, 'db' | 'keys' | 'accessCache'>;

interface SearchInput {
  search: string;
  page: number;
  limit: number;
}

interface FoundPage<Found> {
  data: Found[];
  hasMore: boolean;
}

/**
 * Messages that contain all terms of the query, with the positions of the matches (C-56), oldest
 * first; page 1 contains the newest.
 */
export async function searchMessages<Target extends ConversationTarget>(
  services: Services,
  principal: Principal,
  { target, ...input }: SearchInput & { target: Target },
): Promise<FoundPage<MessageDetails<PublicIdOf<Target>> & { highlights: Highlight[] }>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  const { conversationId, visibleAfter } = conversation;
  const query = new SearchQuery(input.search);
  const { data: seqs, hasMore } = await findPage(services, conversationId, {
    ...{ ...input, query, visibleAfter },
  });
  const rows = await selectMessagesBySeq(services.db.source.manager, conversationId, seqs);
  const messages = await decryptMessages(services, conversation, rows);
  const details = await loadMessageDetails(services, conversation, { messages });
  // A message may have been changed since it was found.
  const data = details.flatMap((one) => {
    const highlights = query.highlightsIn(one.message.content);
    return highlights ? [{ ...one, highlights }] : [];
  });
  return { data, hasMore };
}

/** Seqs of the messages of a page, newest first. */
async function findPage(
  { db, keys }: Services,
  conversationId: string,
  {
    query,
    visibleAfter,
    page,
    limit,
  }: Omit<SearchInput, 'search'> & { query: SearchQuery; visibleAfter: number },
): Promise<FoundPage<number>> {
  const { manager } = db.source;
  const { kind, state, lastSeq } = await readConversationHead(manager, conversationId);
  if (!isReadable(kind, state)) throw new AppError('assignment-ended');
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  const data: number[] = [];
  let toSkip = (page - 1) * limit;
  for await (const all of candidatesIn({ manager, key, conversationId, lastSeq }, query)) {
    const seqs = all.filter((seq) => seq > visibleAfter);
    if (seqs.length === 0) break;
    for (const { seq, content } of await selectTexts(manager, conversationId, seqs)) {
      if (!query.highlightsIn(decryptText(key, content, context))) continue;
      toSkip -= 1;
      if (toSkip >= 0) continue;
      if (data.length === limit) return { data, hasMore: true };
      data.push(seq);
    }
  }
  return { data, hasMore: false };
}

interface SearchScope {
  manager: EntityManager;
  key: DataKey;
  conversationId: string;
  lastSeq: number;
}

/** Seqs of the messages that may match, newest first, in growing batches. */
async function* candidatesIn(scope: SearchScope, query: SearchQuery): AsyncGenerator<number[]> {
  const matcher = new SearchBlockMatcher(query);
  let size = FIRST_BATCH;
  for (let to = Math.ceil(scope.lastSeq / MESSAGES_PER_BLOCK); to > 0; to -= BLOCKS_PER_READ) {
    const from = Math.max(1, to - BLOCKS_PER_READ + 1);
    const seqs = await candidatesOfBlocks(scope, matcher, { from, to });
    for (let at = 0; at < seqs.length; size = Math.min(2 * size, MAX_BATCH)) {
      yield seqs.slice(at, at + size);
      at += size;
    }
  }
}

async function candidatesOfBlocks(
  { manager, key, conversationId, lastSeq }: SearchScope,
  matcher: SearchBlockMatcher,
  range: { from: number; to: number },
): Promise<number[]> {
  const blocks =
    lastSeq < MESSAGES_PER_BLOCK ? [] : await selectBlocks(manager, conversationId, range);
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const seqs: number[] = [];
  for (let number = range.to; number >= range.from; number -= 1) {
    const before = (number - 1) * MESSAGES_PER_BLOCK;
    const block = byNumber.get(number);
    if (!block) {
      for (let seq = Math.min(number * MESSAGES_PER_BLOCK, lastSeq); seq > before; seq -= 1)
        seqs.push(seq);
      continue;
    }
    const codes = decryptBytes(key, block.codes, searchBlockContext(conversationId, number));
    const matching = matcher.candidates(codes).map((index) => before + 1 + index);
    const all = new Set([...matching, ...(block.edited ?? [])]);
    seqs.push(...[...all].sort((a, b) => b - a));
  }
  return seqs;
}
