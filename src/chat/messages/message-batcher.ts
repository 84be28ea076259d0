import type { EntityManager } from 'typeorm';
import type { Db } from '../../database/db';
import type { Message } from '../../database/entities/chat/message';
import { inTransaction, pgErrorCode } from '../../database/in-transaction';
import type { MessagePosted } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { advanceConversations } from '../conversation-repository';
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

type Results = Map<string, InsertedMessage>;

/**
 * Numbers and inserts messages, at most one per conversation, increments unread counters and appends
 * the outbox events in one transaction. Not inserted: a message to a conversation that is not open,
 * and a reply to a message that does not exist. Two concurrent inserts of one client message id
 * violate `messages_client_message_id`. Returns the results by conversation.
 */
async function storeMessages(db: Db, messages: PostedMessage[]): Promise<Results> {
  // Read before the transaction, so that no lock is held meanwhile.
  const [repeated, parents] = await Promise.all([
    findRepeatedMessages(db.source.manager, messages),
    findParents(db.source.manager, messages),
  ]);
  const results: Results = new Map(
    [...repeated].map(([conversationId, first]) => [conversationId, toFirst(first)]),
  );
  const candidates = messages.flatMap((message) => {
    const { conversationId, replyToId } = message;
    const parent = replyToId === null ? undefined : parents.get(replyToId);
    const isAnswerable = replyToId === null || parent?.conversationId === conversationId;
    const threadRootId = parent ? (parent.threadRootId ?? parent.id) : null;
    return results.has(conversationId) || !isAnswerable ? [] : [{ ...message, threadRootId }];
  });
  if (candidates.length === 0) return results;
  const inserted = await inTransaction(db, (tx) => insertNumbered(tx, candidates));
  return new Map([...results, ...inserted]);
}

async function insertNumbered(
  tx: EntityManager,
  candidates: (PostedMessage & Pick<Message, 'threadRootId'>)[],
): Promise<[string, InsertedMessage][]> {
  const open = await advanceConversations(tx, candidates);
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
  return numbered.map((message) => [message.conversationId, toNew(message)]);
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

interface QueuedMessage {
  message: PostedMessage;
  resolve: (inserted: InsertedMessage | undefined) => void;
  reject: (reason: unknown) => void;
}

const MAX_CONCURRENT_BATCHES = 3;
const MAX_BATCH_SIZE = 100;
/** Queue length that starts another concurrent batch. */
const EARLY_FLUSH_SIZE = 100;
/** Upper bound of waiting for running batches, which may be blocked by a lock. */
const MAX_WAIT_MS = 20;

/**
 * Inserts messages in group commits: while batches are running, new messages share the next one; an
 * idle batcher inserts immediately. A batch contains at most one message of a conversation and a
 * conversation is in at most one running batch, so its messages keep their order.
 */
export class MessageBatcher {
  private queue: QueuedMessage[] = [];
  /** Ids of the conversations in running batches. */
  private readonly busy = new Set<string>();
  private running = 0;
  private flushTimer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Db) {}

  /** Undefined: not inserted (see `storeMessages`). */
  insert(message: PostedMessage): Promise<InsertedMessage | undefined> {
    return new Promise((resolve, reject) => {
      this.queue.push({ message, resolve, reject });
      this.flush();
    });
  }

  private flush(isOverdue = false): void {
    while (this.running < MAX_CONCURRENT_BATCHES) {
      if (this.running > 0 && this.queue.length < EARLY_FLUSH_SIZE && !isOverdue) {
        this.scheduleFlush();
        return;
      }
      const batch = this.takeBatch();
      if (batch.length === 0) return;
      this.running += 1;
      void this.writeBatch(batch).finally(() => {
        this.running -= 1;
        for (const { message } of batch) this.busy.delete(message.conversationId);
        this.flush();
      });
    }
  }

  private scheduleFlush(): void {
    if (this.queue.length === 0) return;
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      this.flush(true);
    }, MAX_WAIT_MS);
  }

  private takeBatch(): QueuedMessage[] {
    const batch: QueuedMessage[] = [];
    this.queue = this.queue.filter((one) => {
      const { conversationId } = one.message;
      if (batch.length === MAX_BATCH_SIZE || this.busy.has(conversationId)) return true;
      this.busy.add(conversationId);
      batch.push(one);
      return false;
    });
    return batch;
  }

  /** A failed batch is retried message by message, so that one bad message fails alone. */
  private async writeBatch(batch: QueuedMessage[]): Promise<void> {
    try {
      const results = await storeMessages(
        this.db,
        batch.map(({ message }) => message),
      );
      for (const { message, resolve } of batch) resolve(results.get(message.conversationId));
    } catch (error) {
      if (batch.length === 1 || pgErrorCode(error) === undefined) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await this.writeBatch([one]);
    }
  }
}
