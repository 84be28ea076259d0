import { In, IsNull, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Conversation } from '../../database/entities/chat/conversation';
import { Message } from '../../database/entities/chat/message';
import { MessageEdit } from '../../database/entities/chat/message-edit';
import { MessageReaction } from '../../database/entities/chat/message-reaction';
import { toFeedUnlessSession } from '../../delivery/outbox/outbox-event';
import type { MessageChange } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { ConversationKind } from '../../enums';
import { lockConversationRow, recordMessageRevision } from '../conversation-repository';
import { decrementUnreadCounts } from '../members/member-repository';
import { decrementTeamUnread } from '../support/support-room-repository';
import { selectMessages } from './message-repository';
import type { MessageRow } from './message-repository';

/** A message read under its conversation's lock. */
export type LockedMessage = Message & Pick<Conversation, 'kind' | 'state' | 'revision'>;

/** Undefined: no such message in the conversation. */
export async function lockMessage(
  tx: EntityManager,
  conversationId: string,
  id: string,
): Promise<LockedMessage | undefined> {
  // Two statements: the second must see the changes of the previous lock holder.
  const conversation = await lockConversationRow(tx, conversationId);
  const message = await tx.findOneBy(Message, { id, conversationId });
  if (!conversation || !message) return undefined;
  const { kind, state, revision } = conversation;
  return { ...message, kind, state, revision };
}

/** Who changes a message, when, and the conversation's revision it creates. */
export interface MessageRevision {
  conversationId: string;
  messageId: string;
  revision: number;
  userId: string;
  at: Date;
}

/** Makes the change visible to subscribers whose cursor is before `revision`; appends its event. */
export async function recordMessageChange(
  tx: EntityManager,
  { conversationId, messageId, revision }: MessageRevision,
  { kind, change }: { kind: ConversationKind; change: MessageChange },
): Promise<void> {
  await tx.update(Message, messageId, { changedRevision: revision });
  await recordMessageRevision(tx, conversationId, revision);
  const changed = { conversationId, messageId, change, revision, ...toFeedUnlessSession(kind) };
  await appendEvents(tx, [{ kind: 'message.changed', ...changed }]);
}

export function countEdits(tx: EntityManager, { messageId }: MessageRevision): Promise<number> {
  return tx.countBy(MessageEdit, { messageId });
}

/** Replaces the content and stores the earlier ciphertext in the edit history. */
export async function replaceContent(
  tx: EntityManager,
  { messageId, revision, userId, at }: MessageRevision,
  { earlier, content }: { earlier: Buffer | null; content: Buffer },
): Promise<void> {
  const edit = { messageId, revision, content: earlier, editedBy: userId, editedAt: at };
  await tx.insert(MessageEdit, edit);
  await tx.update(Message, messageId, { content, editedAt: at });
}

/** Marks a message as deleted and lowers the unread counts of members who had not read it. */
export async function softDeleteMessage(
  tx: EntityManager,
  { at }: MessageRevision,
  { id, kind, ...message }: LockedMessage,
): Promise<void> {
  await tx.update(Message, id, { deletedAt: at });
  await decrementUnreadCounts(tx, message);
  if (kind === 'support') await decrementTeamUnread(tx, message);
}

export async function selectOwnReactions(
  tx: EntityManager,
  { messageId, userId }: MessageRevision,
): Promise<string[]> {
  const reactions = await tx.findBy(MessageReaction, { messageId, userId });
  return reactions.map(({ emoji }) => emoji);
}

export async function insertReaction(
  tx: EntityManager,
  { messageId, userId, at }: MessageRevision,
  emoji: string,
): Promise<void> {
  await tx.insert(MessageReaction, { messageId, userId, emoji, addedAt: at });
}

export async function deleteReaction(
  tx: EntityManager,
  { messageId, userId }: MessageRevision,
  emoji: string,
): Promise<void> {
  await tx.delete(MessageReaction, { messageId, userId, emoji });
}

export async function selectMessage(tx: EntityManager, id: string): Promise<MessageRow> {
  const [row] = await selectMessages(tx, (query) => query.where({ id }));
  if (!row) throw new Error(`Message ${id} does not exist`);
  return row;
}

/** Oldest first; none of deleted messages. */
export function selectEdits(
  manager: EntityManager,
  conversationId: string,
  messageIds: string[],
): Promise<MessageEdit[]> {
  return manager.find(MessageEdit, {
    where: { messageId: In(messageIds), message: { conversationId, deletedAt: IsNull() } },
    order: { messageId: 'ASC', revision: 'ASC' },
  });
}

/** Messages of a conversation that still have their text. */
export function countContents(tx: EntityManager, conversationId: string): Promise<number> {
  return tx.countBy(Message, { conversationId, content: Not(IsNull()) });
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
