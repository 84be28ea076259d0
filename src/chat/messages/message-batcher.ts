import type { Db } from '../../database/db';
import { pgErrorCode } from '../../database/in-transaction';
import { poolOf, preparedQuery } from '../../database/prepared-query';
import { destinationsOf, orderingKeyOf } from '../../delivery/outbox/outbox-event';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import type { MessageType } from '../../enums';
import type { MessageRow } from './message-repository';

export interface NewMessage {
  conversationId: string;
  senderId: string;
  type: MessageType;
  content: Buffer;
  clientMessageId: string | null;
  /** A message of the same conversation. */
  replyToId: string | null;
  fileId: string | null;
  at: Date;
  /** Whether the feed delivers it too; sessions are delivered by Ably alone. */
  toFeed: boolean;
}

/** `first`: a repeated client message id; this is the first message, as edited or deleted since. */
export interface InsertedMessage extends Pick<
  MessageRow,
  'id' | 'seq' | 'content' | 'createdAt' | 'replyToId' | 'threadRootId' | 'editedAt' | 'deletedAt'
> {
  found: 'new' | 'first';
}

/**
 * Numbers and inserts messages, increments unread counters and appends the outbox events in one
 * statement: one round trip, all or nothing. Conversations are locked in id order. Not inserted: a
 * message to a conversation that is not open, and a reply to a message that does not exist. Two
 * concurrent inserts of one client message id violate `messages_client_message_id`.
 */
const INSERT_MESSAGES = {
  name: 'insert-messages',
  text: `
  WITH input AS (
    SELECT input.*, CASE WHEN input.reply_to_id IS NOT NULL THEN (
      SELECT coalesce(parent.thread_root_id, parent.id) FROM messages AS parent
      WHERE parent.id = input.reply_to_id AND parent.conversation_id = input.conversation_id
    ) END AS thread_root_id
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::text[],
      $6::timestamptz[], $7::text[], $8::jsonb[], $9::jsonb[], $10::bigint[], $11::bigint[])
      AS input (conversation_id, sender_id, type, content, client_message_id, at,
        order_key, event, destinations, reply_to_id, file_id)
  ), first AS (
    SELECT m.conversation_id, m.id, m.seq, m.content, m.created_at, m.reply_to_id,
      m.thread_root_id, m.edited_at, m.deleted_at
    FROM input JOIN messages m ON m.conversation_id = input.conversation_id
      AND m.sender_id = input.sender_id AND m.client_message_id = input.client_message_id
  ), locked AS (
    SELECT id FROM conversations WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE
  ), numbered AS (
    UPDATE conversations AS c SET last_seq = last_seq + 1, last_message_at = input.at
    FROM input JOIN locked ON locked.id = input.conversation_id
    WHERE c.id = input.conversation_id AND c.state = 'open'
      AND NOT EXISTS (SELECT FROM first WHERE first.conversation_id = input.conversation_id)
      AND (input.reply_to_id IS NULL OR input.thread_root_id IS NOT NULL)
    RETURNING c.last_seq, c.kind, input.*
  ), inserted AS (
    INSERT INTO messages
      (conversation_id, seq, sender_id, type, content, client_message_id, created_at, reply_to_id,
        file_id, thread_root_id)
    SELECT conversation_id, last_seq, sender_id, type, content, client_message_id, at, reply_to_id,
      file_id, thread_root_id
    FROM numbered
    RETURNING id, conversation_id, seq, content, created_at, reply_to_id, thread_root_id
  ), counted AS (
    UPDATE conversation_members AS member
    SET unread_count = unread_count + (user_id <> sender_id)::int,
        arrived_at = CASE WHEN user_id = sender_id THEN coalesce(arrived_at, at) ELSE arrived_at END
    FROM numbered
    WHERE member.conversation_id = numbered.conversation_id
      AND (user_id <> sender_id OR arrived_at IS NULL)
  ), room AS (
    UPDATE support_rooms AS room
    SET last_activity_at = numbered.at,
        team_unread = room.team_unread + (numbered.sender_id = room.client_id)::int,
        first_answered_at = CASE WHEN numbered.sender_id = room.client_id
          THEN room.first_answered_at ELSE coalesce(room.first_answered_at, numbered.at) END
    FROM numbered
    WHERE numbered.kind = 'support' AND room.conversation_id = numbered.conversation_id
  ), events AS (
    INSERT INTO outbox_events (lane, kind, order_key, payload)
    SELECT destination, 'message.posted', order_key,
      event || jsonb_build_object('messageId', inserted.id::text)
    FROM inserted JOIN numbered USING (conversation_id)
      CROSS JOIN jsonb_array_elements_text(destinations) AS destination
  )
  SELECT conversation_id AS "conversationId", 'new' AS found, id, seq, content,
    created_at AS "createdAt", reply_to_id AS "replyToId", thread_root_id AS "threadRootId",
    NULL::timestamptz AS "editedAt", NULL::timestamptz AS "deletedAt" FROM inserted
  UNION ALL
  SELECT conversation_id, 'first', id, seq, CASE WHEN deleted_at IS NULL THEN content END,
    created_at, reply_to_id, thread_root_id, edited_at, deleted_at FROM first`,
};

/**
 * At most one message per conversation. Returns the results in the order of the messages; undefined
 * for a message that was not inserted.
 */
async function insertMessages(
  db: Db,
  messages: NewMessage[],
): Promise<(InsertedMessage | undefined)[]> {
  const events = messages.map(eventOf);
  const destinations = events.map(destinationsOf);
  const pool = poolOf(db.source);
  const rows = await preparedQuery<InsertedMessage & { conversationId: string }>(
    pool,
    INSERT_MESSAGES,
    [
      messages.map((message) => message.conversationId),
      messages.map((message) => message.senderId),
      messages.map((message) => message.type),
      messages.map((message) => message.content),
      messages.map((message) => message.clientMessageId),
      messages.map((message) => message.at),
      events.map(orderingKeyOf),
      events.map((event) => JSON.stringify(event)),
      destinations.map((list) => JSON.stringify(list)),
      messages.map((message) => message.replyToId),
      messages.map((message) => message.fileId),
    ],
  );
  db.committed(destinations.flat());
  const byConversation = new Map(rows.map((row) => [row.conversationId, row]));
  return messages.map((message) => byConversation.get(message.conversationId));
}

/** INSERT_MESSAGES fills in the message id. */
function eventOf({ conversationId, toFeed }: NewMessage): OutboxEvent {
  const event = { kind: 'message.posted' as const, conversationId, messageId: '' };
  return toFeed ? { ...event, toFeed } : event;
}

interface QueuedMessage {
  message: NewMessage;
  resolve: (inserted: InsertedMessage | undefined) => void;
  reject: (reason: unknown) => void;
}

const MAX_CONCURRENT_BATCHES = 3;
const MAX_BATCH_SIZE = 100;
/** Queue length that starts another concurrent batch. */
const EARLY_FLUSH_SIZE = 20;
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

  /** Undefined: not inserted (see INSERT_MESSAGES). */
  insert(message: NewMessage): Promise<InsertedMessage | undefined> {
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
      const inserted = await insertMessages(
        this.db,
        batch.map(({ message }) => message),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(inserted[index]);
    } catch (error) {
      if (batch.length === 1 || pgErrorCode(error) === undefined) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const one of batch) await this.writeBatch([one]);
    }
  }
}
