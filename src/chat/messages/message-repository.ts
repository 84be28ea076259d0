import { In, MoreThanOrEqual } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { MessageReaction } from '../../database/entities/chat/message-reaction';
import type { Role } from '../../enums';
import { FILE_COLUMNS, FILE_OF_MESSAGE, toFileRow } from '../../files/file-row';
import type { FileRow } from '../../files/file-row';

/** A stored message; `content` is encrypted, null once deleted or erased. */
export interface MessageRow extends Omit<
  Message,
  'conversation' | 'sender' | 'replyTo' | 'threadRoot' | 'file' | 'fileId'
> {
  senderName: string | null;
  senderRole: Role | null;
  reactions: ReactionRow[] | null;
  file: FileRow | null;
}

export interface ReactionRow extends Pick<MessageReaction, 'userId' | 'emoji'> {
  /** ISO 8601 where `json_agg` reads it. */
  addedAt: Date | string;
}

/** Messages with their sender and file; conditions use the alias `message`. */
export function messagesQuery(manager: EntityManager): SelectQueryBuilder<Message> {
  return manager
    .createQueryBuilder(Message, 'message')
    .leftJoin('message.sender', 'sender')
    .leftJoin('message.file', 'file')
    .leftJoin('file.blob', 'blob')
    .addSelect(['sender.id', 'sender.fullName', 'sender.role'])
    .addSelect(FILE_COLUMNS);
}

export async function selectMessages(
  manager: EntityManager,
  restrict: (query: SelectQueryBuilder<Message>) => SelectQueryBuilder<Message>,
): Promise<MessageRow[]> {
  return toMessageRows(manager, await restrict(messagesQuery(manager)).getMany());
}

/** Rows of messages loaded by `messagesQuery`; reactions exist only on messages that changed. */
export async function toMessageRows(
  manager: EntityManager,
  messages: Message[],
): Promise<MessageRow[]> {
  const changed = messages.filter((one) => one.changedRevision !== null && one.deletedAt === null);
  const reactions = await selectReactions(
    manager,
    changed.map(({ id }) => id),
  );
  return messages.map((message) => toMessageRow(message, reactions.get(message.id) ?? null));
}

function toMessageRow(message: Message, reactions: ReactionRow[] | null): MessageRow {
  const { sender, file, ...columns } = message;
  const isDeleted = message.deletedAt !== null;
  return {
    ...columns,
    content: isDeleted ? null : message.content,
    senderName: sender?.fullName ?? null,
    senderRole: sender?.role ?? null,
    reactions,
    file: file && !isDeleted ? toFileRow(file) : null,
  };
}

/** By message id, earliest first. */
async function selectReactions(
  manager: EntityManager,
  messageIds: string[],
): Promise<Map<string, ReactionRow[]>> {
  const byMessage = new Map<string, ReactionRow[]>();
  if (messageIds.length === 0) return byMessage;
  const reactions = await manager.find(MessageReaction, {
    where: { messageId: In(messageIds) },
    order: { addedAt: 'ASC', userId: 'ASC', emoji: 'ASC' },
  });
  for (const reaction of reactions) {
    const group = byMessage.get(reaction.messageId);
    if (group) group.push(reaction);
    else byMessage.set(reaction.messageId, [reaction]);
  }
  return byMessage;
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
  const { conversationId, after, before, limit, from } = range;
  const rows = await selectMessages(manager, (query) =>
    query
      .where('message.conversationId = :conversationId', { conversationId })
      .andWhere('message.seq > :after AND message.seq < :before', { after, before })
      .orderBy('message.seq', from === 'newest' ? 'DESC' : 'ASC')
      .limit(limit),
  );
  return from === 'newest' ? rows.reverse() : rows;
}

/** Seq of the message, or of the first message at or after the time. */
export async function seqOfPageCursor(
  manager: EntityManager,
  conversationId: string,
  cursor: { messageId: string } | { time: Date },
): Promise<number | undefined> {
  const position =
    'messageId' in cursor ? { id: cursor.messageId } : { createdAt: MoreThanOrEqual(cursor.time) };
  const message = await manager.findOne(Message, {
    select: { seq: true },
    where: { conversationId, ...position },
    order: { seq: 'ASC' },
  });
  return message?.seq;
}

export async function selectMessagesById(
  manager: EntityManager,
  ids: string[],
): Promise<MessageRow[]> {
  return selectMessages(manager, (query) => query.where('message.id = ANY(:ids)', { ids }));
}
