import type { DataSource, EntityManager } from 'typeorm';
import type { ConversationState } from '../db/entities/conversation';
import type { MessageType } from '../db/entities/message';
import type { Role } from '../db/entities/user';
import { poolOf, preparedQuery } from '../db/prepared-query';
import { orderKeyOf } from '../outbox/outbox-event';

/** A message as kept: its words are sealed. */
export interface MessageRow {
  id: string;
  conversationId: string;
  seq: number;
  senderId: string | null;
  senderName: string | null;
  senderRole: Role | null;
  type: MessageType;
  isAutomated: boolean;
  content: Buffer | null;
  clientMessageId: string | null;
  createdAt: Date;
}

export interface NewMessage {
  conversationId: string;
  senderId: string;
  type: MessageType;
  content: Buffer;
  clientMessageId: string | null;
  at: Date;
}

/** `first`: the same client message id had been posted before. */
export interface Inserted {
  found: 'new' | 'first';
  id: string;
  seq: number;
  content: Buffer;
  createdAt: Date;
}

/**
 * Numbers and keeps a message, counts it as unread for the others and writes its event: one
 * statement, so one round trip and no half-done send. Undefined when the conversation is not open.
 * The conversation's row is the lock; a second insert of one client message id fails on its index.
 */
const INSERT = {
  name: 'insert-message',
  text: `
  WITH first AS (
    SELECT id, seq, content, created_at FROM messages
    WHERE conversation_id = $1 AND sender_id = $2 AND client_message_id = $5
  ), numbered AS (
    UPDATE conversations SET last_seq = last_seq + 1, last_message_at = $6
    WHERE id = $1 AND state = 'open' AND NOT EXISTS (SELECT FROM first)
    RETURNING last_seq
  ), posted AS (
    INSERT INTO messages
      (conversation_id, seq, sender_id, type, content, client_message_id, created_at)
    SELECT $1, last_seq, $2, $3, $4, $5, $6 FROM numbered
    RETURNING id, seq, content, created_at
  ), counted AS (
    UPDATE conversation_members AS member
    SET unread_count = unread_count + (user_id <> $2)::int,
        arrived_at = CASE WHEN user_id = $2 THEN coalesce(arrived_at, $6) ELSE arrived_at END
    FROM posted
    WHERE member.conversation_id = $1 AND (user_id <> $2 OR arrived_at IS NULL)
  ), told AS (
    INSERT INTO outbox_events (lane, kind, order_key, payload)
    SELECT 'realtime', 'message.posted', $7, $8::jsonb || jsonb_build_object('messageId', id::text)
    FROM posted
  )
  SELECT 'new' AS found, id, seq, content, created_at AS "createdAt" FROM posted
  UNION ALL
  SELECT 'first', id, seq, content, created_at FROM first`,
};

export async function insertMessage(
  source: DataSource,
  message: NewMessage,
): Promise<Inserted | undefined> {
  const event = {
    kind: 'message.posted' as const,
    conversationId: message.conversationId,
    messageId: '',
  };
  const [row] = await preparedQuery<Inserted>(poolOf(source), INSERT, [
    message.conversationId,
    message.senderId,
    message.type,
    message.content,
    message.clientMessageId,
    message.at,
    orderKeyOf(event),
    JSON.stringify(event),
  ]);
  return row;
}

export async function conversationState(
  manager: EntityManager,
  conversationId: string,
): Promise<{ state: ConversationState; lastSeq: number }> {
  const [row] = await manager.query<{ state: ConversationState; lastSeq: number }[]>(
    'SELECT state, last_seq AS "lastSeq" FROM conversations WHERE id = $1',
    [conversationId],
  );
  return row ?? { state: 'closed', lastSeq: 0 };
}

const SELECT = `SELECT m.id, m.conversation_id AS "conversationId", m.seq, m.sender_id AS "senderId",
  u.full_name AS "senderName", u.role AS "senderRole", m.type, m.is_automated AS "isAutomated",
  m.content, m.client_message_id AS "clientMessageId", m.created_at AS "createdAt"
  FROM messages m LEFT JOIN users u ON u.id = m.sender_id`;

/** Messages with `after` < seq < `before`, oldest first; the newest `limit` of them or the oldest. */
export async function selectRange(
  manager: EntityManager,
  range: {
    conversationId: string;
    after: number;
    before: number;
    limit: number;
    from: 'newest' | 'oldest';
  },
): Promise<MessageRow[]> {
  const rows = await manager.query<MessageRow[]>(
    `${SELECT} WHERE m.conversation_id = $1 AND m.seq > $2 AND m.seq < $3
     ORDER BY m.seq ${range.from === 'newest' ? 'DESC' : 'ASC'} LIMIT $4`,
    [range.conversationId, range.after, range.before, range.limit],
  );
  return range.from === 'newest' ? rows.reverse() : rows;
}

/** The seq a `before` cursor stands for: of that message, or of the first one at or after that time. */
export async function seqOfCursor(
  manager: EntityManager,
  conversationId: string,
  cursor: { messageId: string } | { time: Date },
): Promise<number | undefined> {
  const [row] =
    'messageId' in cursor
      ? await manager.query<{ seq: number }[]>(
          'SELECT seq FROM messages WHERE id = $2 AND conversation_id = $1',
          [conversationId, cursor.messageId],
        )
      : await manager.query<{ seq: number }[]>(
          `SELECT seq FROM messages WHERE conversation_id = $1 AND created_at >= $2
           ORDER BY seq LIMIT 1`,
          [conversationId, cursor.time],
        );
  return row?.seq;
}

export interface MessageForDelivery extends MessageRow {
  dataKey: Buffer | null;
  sessionId: string | null;
  unread: { userId: string; unreadCount: number }[];
}

const DELIVERY = {
  name: 'messages-for-delivery',
  text: `SELECT message.*, c.data_key AS "dataKey", s.id AS "sessionId", (
      SELECT json_agg(json_build_object('userId', cm.user_id::text, 'unreadCount', cm.unread_count))
      FROM conversation_members cm WHERE cm.conversation_id = c.id
    ) AS unread
    FROM (${SELECT} WHERE m.id = ANY($1::bigint[])) AS message
    JOIN conversations c ON c.id = message."conversationId"
    LEFT JOIN chat_sessions s ON s.conversation_id = c.id`,
};

/** What is needed to tell people of messages: the rows, their keys and who has how many unread. */
export async function selectForDelivery(
  source: DataSource,
  ids: string[],
): Promise<MessageForDelivery[]> {
  return preparedQuery<MessageForDelivery>(poolOf(source), DELIVERY, [ids]);
}
