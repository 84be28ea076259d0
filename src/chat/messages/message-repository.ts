import type { EntityManager } from 'typeorm';
import type { Db } from '../../database/db';
import { poolOf, preparedQuery } from '../../database/prepared-query';
import { FILE_OF_MESSAGE } from '../../files/file-row';
import type { FileRow } from '../../files/file-row';
import { destinationsOf, orderingKeyOf } from '../../delivery/outbox/outbox-event';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import type {
  ConversationKind,
  ConversationState,
  MessageType,
  Role,
  SystemEvent,
} from '../../enums';

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
  /** Null once deleted or erased. */
  content: Buffer | null;
  clientMessageId: string | null;
  createdAt: Date;
  replyToId: string | null;
  threadRootId: string | null;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** The conversation's revision at the last change; null: it is as it was posted. */
  changedRevision: number | null;
  reactions: ReactionRow[] | null;
  file: FileRow | null;
  systemEvent: SystemEvent | null;
}

export interface ReactionRow {
  userId: string;
  emoji: string;
  /** As JSON has it. */
  addedAt: string;
}

export interface NewMessage {
  conversationId: string;
  senderId: string;
  type: MessageType;
  content: Buffer;
  clientMessageId: string | null;
  /** The message of the same conversation that this one answers. */
  replyToId: string | null;
  /** What is sent with it. */
  fileId: string | null;
  at: Date;
  /** Whether there are readers at sockets. */
  toFeed: boolean;
}

/** `first`: the same client message id had been posted before; the message may have changed since. */
export interface InsertedMessage extends Pick<
  MessageRow,
  'id' | 'seq' | 'content' | 'createdAt' | 'replyToId' | 'threadRootId' | 'editedAt' | 'deletedAt'
> {
  found: 'new' | 'first';
}

/**
 * Numbers and keeps messages, counts them as unread for the others and writes their events: one
 * statement, so one round trip and no half-done send. The conversations' rows are locked in the
 * order of their ids; a second insert of one client message id fails on its index. An answer has
 * the root of what it answers; one to what is not there has none and is not kept. A support room has
 * figures of its own. Only what is no session has readers at sockets, so only there the feed is told
 * as well.
 */
const INSERT_MESSAGES = {
  name: 'insert-messages',
  text: `
  WITH input AS (
    SELECT input.*, CASE WHEN input.reply_to_id IS NOT NULL THEN (
      SELECT coalesce(answered.thread_root_id, answered.id) FROM messages AS answered
      WHERE answered.id = input.reply_to_id AND answered.conversation_id = input.conversation_id
    ) END AS thread_root_id
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::text[],
      $6::timestamptz[], $7::text[], $8::jsonb[], $9::jsonb[], $10::bigint[], $11::bigint[])
      AS input (conversation_id, sender_id, type, content, client_message_id, at,
        order_key, event, lanes, reply_to_id, file_id)
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
  ), posted AS (
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
  ), noted AS (
    UPDATE support_rooms AS room
    SET last_activity_at = numbered.at,
        team_unread = room.team_unread + (numbered.sender_id = room.client_id)::int,
        first_answered_at = CASE WHEN numbered.sender_id = room.client_id
          THEN room.first_answered_at ELSE coalesce(room.first_answered_at, numbered.at) END
    FROM numbered
    WHERE numbered.kind = 'support' AND room.conversation_id = numbered.conversation_id
  ), told AS (
    INSERT INTO outbox_events (lane, kind, order_key, payload)
    SELECT lane, 'message.posted', order_key,
      event || jsonb_build_object('messageId', posted.id::text)
    FROM posted JOIN numbered USING (conversation_id)
      CROSS JOIN jsonb_array_elements_text(lanes) AS lane
  )
  SELECT conversation_id AS "conversationId", 'new' AS found, id, seq, content,
    created_at AS "createdAt", reply_to_id AS "replyToId", thread_root_id AS "threadRootId",
    NULL::timestamptz AS "editedAt", NULL::timestamptz AS "deletedAt" FROM posted
  UNION ALL
  SELECT conversation_id, 'first', id, seq, CASE WHEN deleted_at IS NULL THEN content END,
    created_at, reply_to_id, thread_root_id, edited_at, deleted_at FROM first`,
};

/**
 * At most one message of each conversation; after it, whoever delivers them is called. The answers
 * are in the order of the messages; undefined for one whose conversation is not open, or which
 * answers what is not there.
 */
export async function insertMessages(
  db: Db,
  messages: NewMessage[],
): Promise<(InsertedMessage | undefined)[]> {
  const events = messages.map(eventOf);
  const lanes = events.map(destinationsOf);
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
      lanes.map((some) => JSON.stringify(some)),
      messages.map((message) => message.replyToId),
      messages.map((message) => message.fileId),
    ],
  );
  db.committed(lanes.flat());
  const byConversation = new Map(rows.map((row) => [row.conversationId, row]));
  return messages.map((message) => byConversation.get(message.conversationId));
}

/** The statement itself fills in the message's id. */
function eventOf({ conversationId, toFeed }: NewMessage): OutboxEvent {
  const event = { kind: 'message.posted' as const, conversationId, messageId: '' };
  return toFeed ? { ...event, toFeed } : event;
}

/** What changes about a conversation all the time. */
export interface ConversationHead {
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  revision: number;
}

export async function readConversationHead(
  manager: EntityManager,
  conversationId: string,
): Promise<ConversationHead> {
  const [row] = await manager.query<ConversationHead[]>(
    'SELECT kind, state, last_seq AS "lastSeq", revision FROM conversations WHERE id = $1',
    [conversationId],
  );
  return row ?? { kind: 'session', state: 'closed', lastSeq: 0, revision: 0 };
}

export interface ReadMark {
  userId: string;
  lastReadSeq: number;
  lastDeliveredSeq: number;
}

export async function selectReadMarks(
  manager: EntityManager,
  conversationId: string,
): Promise<ReadMark[]> {
  return manager.query<ReadMark[]>(
    `SELECT user_id::text AS "userId", last_read_seq AS "lastReadSeq",
       last_delivered_seq AS "lastDeliveredSeq" FROM conversation_members
     WHERE conversation_id = $1 ORDER BY user_id`,
    [conversationId],
  );
}

/**
 * What makes a `MessageRow`, of messages called m; the words of a deleted one are not given out. Of
 * reactions those alone are asked that ever changed.
 */
export const SELECT_MESSAGES = `SELECT m.id, m.conversation_id AS "conversationId", m.seq, m.sender_id AS "senderId",
  u.full_name AS "senderName", u.role AS "senderRole", m.type, m.is_automated AS "isAutomated",
  CASE WHEN m.deleted_at IS NULL THEN m.content END AS content,
  m.client_message_id AS "clientMessageId", m.created_at AS "createdAt",
  m.reply_to_id AS "replyToId", m.thread_root_id AS "threadRootId", m.edited_at AS "editedAt",
  m.deleted_at AS "deletedAt", m.changed_revision AS "changedRevision",
  m.system_event AS "systemEvent",
  CASE WHEN m.changed_revision IS NOT NULL AND m.deleted_at IS NULL THEN (
    SELECT json_agg(json_build_object('userId', r.user_id::text, 'emoji', r.emoji,
      'addedAt', r.added_at) ORDER BY r.added_at, r.user_id, r.emoji)
    FROM message_reactions r WHERE r.message_id = m.id) END AS reactions,
  ${FILE_OF_MESSAGE} AS file
  FROM messages m LEFT JOIN users u ON u.id = m.sender_id`;

/** Messages with `after` < seq < `before`, oldest first; the newest `limit` of them or the oldest. */
export async function selectMessageRange(
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
    `${SELECT_MESSAGES} WHERE m.conversation_id = $1 AND m.seq > $2 AND m.seq < $3
     ORDER BY m.seq ${range.from === 'newest' ? 'DESC' : 'ASC'} LIMIT $4`,
    [range.conversationId, range.after, range.before, range.limit],
  );
  return range.from === 'newest' ? rows.reverse() : rows;
}

/** The seq a `before` cursor stands for: of that message, or of the first one at or after that time. */
export async function seqOfPageCursor(
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
  conversationKind: ConversationKind;
  sessionId: string | null;
  unread: { userId: string; unreadCount: number }[];
}

/**
 * What is needed to tell people of a message, read with its event: the row, its key and who has how
 * many unread; all null with any other event.
 */
export const MESSAGE_FOR_DELIVERY = {
  columns: `message.*, c.data_key AS "dataKey", c.kind AS "conversationKind", s.id AS "sessionId",
    (SELECT json_agg(json_build_object('userId', cm.user_id::text, 'unreadCount', cm.unread_count))
      FROM conversation_members cm
      WHERE cm.conversation_id = c.id AND cm.left_at IS NULL) AS unread`,
  joins: `LEFT JOIN LATERAL (
      ${SELECT_MESSAGES} WHERE m.id = (due.event ->> 'messageId')::bigint
    ) AS message ON due.event ->> 'kind' IN ('message.posted', 'message.changed')
    LEFT JOIN conversations c ON c.id = message."conversationId"
    LEFT JOIN chat_sessions s ON s.conversation_id = c.id`,
};
