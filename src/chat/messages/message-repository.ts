import type { EntityManager } from 'typeorm';
import type { ConversationKind, MessageType, Role, SystemEvent } from '../../enums';
import { FILE_OF_MESSAGE } from '../../files/file-row';
import type { FileRow } from '../../files/file-row';

/** A stored message; `content` is encrypted. */
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
  /** The conversation's revision at the last change; null: unchanged since it was sent. */
  changedRevision: number | null;
  reactions: ReactionRow[] | null;
  file: FileRow | null;
  systemEvent: SystemEvent | null;
}

export interface ReactionRow {
  userId: string;
  emoji: string;
  /** ISO 8601, from `json_agg`. */
  addedAt: string;
}

/**
 * Selects `MessageRow`s from messages AS m; append WHERE. Without the content of deleted messages;
 * reactions are looked up only for messages that ever changed.
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

/** Messages with `after` < seq < `before`, oldest first: the newest or the oldest `limit` of them. */
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

/** Seq of the message, or of the first message at or after the time. */
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
 * Joins to a row `due` of the outbox what the delivery of a message needs: the message, its key and
 * the members' unread counts. All null for other events.
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
