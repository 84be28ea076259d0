import type { EntityManager } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { MessageEdit } from '../../database/entities/chat/message-edit';
import { MessageReaction } from '../../database/entities/chat/message-reaction';
import type { ConversationState, MessageType } from '../../enums';
import { SELECT_MESSAGES } from './message-repository';
import type { MessageRow } from './message-repository';

/** A message read under its conversation's lock. */
export interface LockedMessage {
  state: ConversationState;
  revision: number;
  senderId: string | null;
  type: MessageType;
  content: Buffer | null;
  deletedAt: Date | null;
}

/** Undefined: no such message in the conversation. */
export async function lockMessage(
  tx: EntityManager,
  conversationId: string,
  messageId: string,
): Promise<LockedMessage | undefined> {
  // Two statements: the second must see the changes of the previous lock holder.
  await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
  const [row] = await tx.query<LockedMessage[]>(
    `SELECT c.state, c.revision, m.sender_id AS "senderId", m.type, m.content,
       m.deleted_at AS "deletedAt"
     FROM messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.id = $2 AND m.conversation_id = $1`,
    [conversationId, messageId],
  );
  return row;
}

/** Who changes a message, when, and the conversation's revision it creates. */
export interface MessageRevision {
  conversationId: string;
  messageId: string;
  revision: number;
  userId: string;
  at: Date;
}

/** Makes the change visible to subscribers whose cursor is before `revision`. */
export async function recordMessageChange(
  tx: EntityManager,
  { conversationId, messageId, revision }: MessageRevision,
): Promise<void> {
  await tx.query(
    `WITH changed AS (UPDATE messages SET changed_revision = $3 WHERE id = $2)
     UPDATE conversations SET revision = $3, message_revision = $3 WHERE id = $1`,
    [conversationId, messageId, revision],
  );
}

export async function countEdits(
  tx: EntityManager,
  { messageId }: MessageRevision,
): Promise<number> {
  const [row] = await tx.query<{ edits: number }[]>(
    'SELECT count(*)::int AS edits FROM message_edits WHERE message_id = $1',
    [messageId],
  );
  return row?.edits ?? 0;
}

/** Replaces the content and stores the earlier ciphertext in the edit history. */
export async function replaceContent(
  tx: EntityManager,
  { messageId, revision, userId, at }: MessageRevision,
  content: Buffer,
): Promise<void> {
  await tx.query(
    `WITH earlier AS (
       INSERT INTO message_edits (message_id, revision, content, edited_by, edited_at)
       SELECT id, $2, content, $3, $4 FROM messages WHERE id = $1
     )
     UPDATE messages SET content = $5, edited_at = $4 WHERE id = $1`,
    [messageId, revision, userId, at, content],
  );
}

/** Marks a message as deleted and uncounts it for members who had not read it. */
export async function softDeleteMessage(
  tx: EntityManager,
  { conversationId, messageId, at }: MessageRevision,
): Promise<void> {
  await tx.query(
    `WITH hidden AS (
       UPDATE messages SET deleted_at = $3 WHERE id = $2 RETURNING seq, sender_id
     ), uncounted AS (
       UPDATE conversation_members AS member SET unread_count = greatest(0, unread_count - 1)
       FROM hidden
       WHERE member.conversation_id = $1 AND member.user_id IS DISTINCT FROM hidden.sender_id
         AND member.last_read_seq < hidden.seq
         AND NOT EXISTS (SELECT FROM read_ranges r WHERE r.conversation_id = $1
           AND r.user_id = member.user_id AND hidden.seq BETWEEN r.from_seq AND r.to_seq)
     )
     UPDATE support_rooms AS room SET team_unread = greatest(0, team_unread - 1)
     FROM hidden
     WHERE room.conversation_id = $1 AND hidden.sender_id = room.client_id
       AND hidden.seq > coalesce((SELECT max(last_read_seq) FROM conversation_members
         WHERE conversation_id = $1 AND user_id <> room.client_id), 0)`,
    [conversationId, messageId, at],
  );
}

export async function selectOwnReactions(
  tx: EntityManager,
  { messageId, userId }: MessageRevision,
): Promise<string[]> {
  const rows = await tx.query<{ emoji: string }[]>(
    'SELECT emoji FROM message_reactions WHERE message_id = $1 AND user_id = $2',
    [messageId, userId],
  );
  return rows.map(({ emoji }) => emoji);
}

export async function insertReaction(
  tx: EntityManager,
  { messageId, userId, at }: MessageRevision,
  emoji: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO message_reactions (message_id, user_id, emoji, added_at)
     VALUES ($1, $2, $3, $4)`,
    [messageId, userId, emoji, at],
  );
}

export async function deleteReaction(
  tx: EntityManager,
  { messageId, userId }: MessageRevision,
  emoji: string,
): Promise<void> {
  await tx.query(
    'DELETE FROM message_reactions WHERE message_id = $1 AND user_id = $2 AND emoji = $3',
    [messageId, userId, emoji],
  );
}

export async function selectMessage(tx: EntityManager, messageId: string): Promise<MessageRow> {
  const [row] = await tx.query<MessageRow[]>(`${SELECT_MESSAGES} WHERE m.id = $1`, [messageId]);
  if (!row) throw new Error(`Message ${messageId} does not exist`);
  return row;
}

export interface EditRow {
  messageId: string;
  content: Buffer | null;
  editedBy: string | null;
  editedAt: Date;
}

/** Oldest first; none of deleted messages. */
export async function selectEdits(
  manager: EntityManager,
  conversationId: string,
  messageIds: string[],
): Promise<EditRow[]> {
  return manager.query<EditRow[]>(
    `SELECT e.message_id AS "messageId", e.content, e.edited_by AS "editedBy",
       e.edited_at AS "editedAt"
     FROM messages m JOIN message_edits e ON e.message_id = m.id
     WHERE m.id = ANY($2::bigint[]) AND m.conversation_id = $1 AND m.deleted_at IS NULL
     ORDER BY e.message_id, e.revision`,
    [conversationId, messageIds],
  );
}

/** Erases the contents of a conversation's messages; their senders and times stay. */
export async function eraseMessages(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  const message = tx
    .createQueryBuilder(Message, 'message')
    .select('message.id')
    .where('message.conversationId = :conversationId', { conversationId });
  for (const entity of [MessageEdit, MessageReaction]) {
    const deletion = tx.createQueryBuilder().delete().from(entity);
    await deletion.where(`messageId IN (${message.getQuery()})`, { conversationId }).execute();
  }
  await tx
    .createQueryBuilder()
    .update(Message)
    .set({
      content: null,
      clientMessageId: null,
      systemEvent: null,
      deletedAt: () => 'coalesce(deleted_at, :at)',
    })
    .where({ conversationId })
    .setParameters({ at })
    .execute();
}
