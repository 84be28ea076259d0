import type { EntityManager } from 'typeorm';
import type { Db } from '../../database/db';
import type { Message } from '../../database/entities/chat/message';
import { inTransaction } from '../../database/in-transaction';
import type { MessagePosted } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { advanceConversations, selectOpenIds } from '../conversation-repository';
import { memberCounters } from '../members/member-repository';
import { supportCounters } from '../support/support-room-repository';
import { findParents, findRepeatedMessages, newMessages } from './new-message-repository';
import type { NewMessage, NumberedMessage } from './new-message-repository';

/** `toFeed`: the feed delivers it too; sessions are delivered by Ably alone. */
export type PostedMessage = NewMessage & { toFeed: boolean };

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

/** `skip`: does not wait for locked conversations. `wait`: waits up to the lock timeout. */
export type LockMode = 'skip' | 'wait';

/**
 * Numbers and inserts messages, at most one per conversation, increments unread counters and appends
 * the outbox events in one transaction. Two concurrent inserts of one client message id violate
 * `messages_client_message_id`. Returns the results by conversation.
 */
export async function storeMessages(
  db: Db,
  messages: PostedMessage[],
  mode: LockMode,
): Promise<Map<string, StoreResult>> {
  // Read before the transaction, so that no lock is held meanwhile.
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
  const inserted = await inTransaction(db, (tx) => insertNumbered(tx, candidates, mode));
  return new Map([...results, ...inserted]);
}

async function insertNumbered(
  tx: EntityManager,
  candidates: (PostedMessage & Pick<Message, 'threadRootId'>)[],
  mode: LockMode,
): Promise<[string, StoreResult][]> {
  const open = await advanceConversations(tx, candidates, mode);
  const byId = new Map(open.map((conversation) => [conversation.id, conversation]));
  const numbered = candidates.flatMap((message) => {
    const conversation = byId.get(message.conversationId);
    if (!conversation) return [];
    const { messageId: id, lastSeq: seq, kind } = conversation;
    return [{ ...message, id, seq, kind }];
  });
  const toSupport = numbered.filter(({ kind }) => kind === 'support');
  // One statement writes everything: under load, round trips cost more than their work.
  await appendEvents(tx, numbered.map(toEvent), {
    messages: newMessages(tx, numbered),
    members: memberCounters(tx, numbered),
    ...(toSupport.length > 0 ? { rooms: supportCounters(tx, toSupport) } : {}),
  });
  const missing = candidates
    .map(({ conversationId }) => conversationId)
    .filter((conversationId) => !byId.has(conversationId));
  const locked = mode === 'skip' ? await selectOpenIds(tx, missing) : new Set<string>();
  return [
    ...numbered.map((message): [string, StoreResult] => [message.conversationId, toNew(message)]),
    ...missing.map((id): [string, StoreResult] => [id, locked.has(id) ? 'locked' : 'not-open']),
  ];
}

function toEvent({ conversationId, id, toFeed }: PostedMessage & { id: string }): MessagePosted {
  const event = { kind: 'message.posted' as const, conversationId, messageId: id };
  return toFeed ? { ...event, toFeed } : event;
}

function toNew(message: NumberedMessage): InsertedMessage {
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
