import type { EntityManager } from 'typeorm';
import type { Db } from '../../database/db';
import type { Message } from '../../database/entities/chat/message';
import { inTransaction, retryRolledBack } from '../../database/in-transaction';
import { destinationsOf } from '../../delivery/outbox/outbox-event';
import { lockConversations, selectOpenIds } from '../conversation-repository';
import type { LockMode } from '../conversation-repository';
import {
  findParents,
  findRepeatedMessages,
  insertMessages,
  toEvent,
} from './new-message-repository';
import type { MessageInThread, MessageNumber } from './new-message-repository';

export type PostedMessage = Omit<MessageInThread, 'threadRootId'>;

/** `first`: a repeated client message id; this is the first message, as edited or deleted since. */
export interface InsertedMessage extends Pick<
  Message,
  'id' | 'seq' | 'content' | 'createdAt' | 'replyToId' | 'threadRootId' | 'editedAt' | 'deletedAt'
> {
  found: 'new' | 'first';
}

/** Why a message was not inserted. */
export type Refusal = 'not-open' | 'parent-not-found';

/** `locked`: another transaction holds the conversation's lock. */
export type StoreResult = InsertedMessage | Refusal | 'locked';

/**
 * Numbers and inserts messages, at most one per conversation, increments unread counters and appends
 * the outbox events, all or nothing. Two concurrent inserts of one client message id violate
 * `messages_client_message_id`. Returns the results by conversation.
 */
export async function storeMessages(
  db: Db,
  messages: PostedMessage[],
  mode: LockMode,
): Promise<Map<string, StoreResult>> {
  // Read before, so that no lock is held meanwhile.
  const [repeated, parents] = await Promise.all([
    findRepeatedMessages(db.source.manager, messages),
    findParents(db.source.manager, messages),
  ]);
  const results = new Map<string, StoreResult>();
  for (const [conversationId, first] of repeated) results.set(conversationId, toFirst(first));
  const candidates = messages.flatMap((message) => {
    const { conversationId, replyToId } = message;
    const parent = replyToId === null ? undefined : parents.get(replyToId);
    const isAnswerable = replyToId === null || parent?.conversationId === conversationId;
    const threadRootId = parent ? (parent.threadRootId ?? parent.id) : null;
    if (results.has(conversationId)) return [];
    if (isAnswerable) return [{ ...message, threadRootId }];
    results.set(conversationId, 'parent-not-found');
    return [];
  });
  if (candidates.length === 0) return results;
  const { manager } = db.source;
  const numbers = await (mode === 'skip'
    ? retryRolledBack(() => insertMessages(manager, candidates, mode))
    : inTransaction(db, (tx) => lockAndInsert(tx, candidates)));
  db.committed(candidates.flatMap((message) => destinationsOf(toEvent(message))));
  const numberOf = new Map(numbers.map((number) => [number.conversationId, number]));
  const missing: string[] = [];
  for (const message of candidates) {
    const { conversationId } = message;
    const number = numberOf.get(conversationId);
    if (number) results.set(conversationId, toNew({ ...message, ...number }));
    else missing.push(conversationId);
  }
  const locked = mode === 'skip' ? await selectOpenIds(manager, missing) : new Set<string>();
  for (const id of missing) results.set(id, locked.has(id) ? 'locked' : 'not-open');
  return results;
}

/** The statement after the lock sees what the previous lock holder changed, such as new members. */
async function lockAndInsert(
  tx: EntityManager,
  candidates: MessageInThread[],
): Promise<MessageNumber[]> {
  await lockConversations(
    tx,
    candidates.map(({ conversationId }) => conversationId),
  );
  return insertMessages(tx, candidates, 'wait');
}

function toNew(message: MessageInThread & MessageNumber): InsertedMessage {
  const { id, seq, content, createdAt, replyToId, threadRootId } = message;
  const unchanged = { editedAt: null, deletedAt: null };
  return { found: 'new', id, seq, content, createdAt, replyToId, threadRootId, ...unchanged };
}

function toFirst(message: Message): InsertedMessage {
  const { id, seq, createdAt, replyToId, threadRootId, editedAt, deletedAt } = message;
  const content = deletedAt === null ? message.content : null;
  const position = { id, seq, createdAt, replyToId, threadRootId };
  return { found: 'first', ...position, content, editedAt, deletedAt };
}
