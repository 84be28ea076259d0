import { In, IsNull, MoreThanOrEqual } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { MessageReaction } from '../../database/entities/chat/message-reaction';
import { User } from '../../database/entities/users/user';
import type { Role } from '../../enums';
import { readFileRows } from '../../files/file-repository';
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

export type ReactionRow = Pick<MessageReaction, 'userId' | 'emoji' | 'addedAt'>;

/** Conditions use the alias `message`; `toMessageRows` loads senders, files and reactions. */
function messagesQuery(manager: EntityManager): SelectQueryBuilder<Message> {
  return manager.createQueryBuilder(Message, 'message');
}

export async function selectMessages(
  manager: EntityManager,
  restrict: (query: SelectQueryBuilder<Message>) => SelectQueryBuilder<Message>,
): Promise<MessageRow[]> {
  return toMessageRows(manager, await restrict(messagesQuery(manager)).getMany());
}

/**
 * Loads senders, files and reactions for all messages together: joined entities are built once for
 * each message, which makes a page of 100 take 1.4 times as long.
 */
export async function toMessageRows(
  manager: EntityManager,
  messages: Message[],
): Promise<MessageRow[]> {
  const visible = messages.filter(({ deletedAt }) => deletedAt === null);
  const senders = await selectSenders(manager, idsOf(messages, 'senderId'));
  const files = await readFileRows(manager, idsOf(visible, 'fileId'));
  // Only messages that changed have reactions.
  const changed = visible.filter(({ changedRevision }) => changedRevision !== null);
  const reactions = await selectReactions(manager, idsOf(changed, 'id'));
  return messages.map((message) => {
    const sender = senders.get(message.senderId ?? '');
    return {
      // Listed because object rest and spread take 100 times as long, on pages of 100 messages.
      id: message.id,
      conversationId: message.conversationId,
      seq: message.seq,
      senderId: message.senderId,
      type: message.type,
      isAutomated: message.isAutomated,
      clientMessageId: message.clientMessageId,
      createdAt: message.createdAt,
      replyToId: message.replyToId,
      threadRootId: message.threadRootId,
      editedAt: message.editedAt,
      deletedAt: message.deletedAt,
      changedRevision: message.changedRevision,
      systemEvent: message.systemEvent,
      content: message.deletedAt === null ? message.content : null,
      senderName: sender?.fullName ?? null,
      senderRole: sender?.role ?? null,
      reactions: reactions.get(message.id) ?? null,
      file: files.get(message.fileId ?? '') ?? null,
    };
  });
}

/** Distinct ids in a column of messages. */
function idsOf(messages: Message[], column: 'id' | 'senderId' | 'fileId'): string[] {
  const ids = messages.map((message) => message[column]).filter((id) => id !== null);
  return [...new Set(ids)];
}

async function selectSenders(manager: EntityManager, ids: string[]): Promise<Map<string, User>> {
  if (ids.length === 0) return new Map();
  const select = { id: true, fullName: true, role: true };
  const users = await manager.find(User, { select, where: { id: In(ids) } });
  return new Map(users.map((user) => [user.id, user]));
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

/** Oldest first. */
export async function selectMessagesBySeq(
  manager: EntityManager,
  conversationId: string,
  seqs: number[],
): Promise<MessageRow[]> {
  const where = { conversationId, seq: In(seqs) };
  return toMessageRows(manager, await manager.find(Message, { where, order: { seq: 'ASC' } }));
}

export interface EncryptedText {
  seq: number;
  content: Buffer;
}

/** Texts of the messages with these seqs, newest first; deleted and erased messages have none. */
export async function selectTexts(
  manager: EntityManager,
  conversationId: string,
  seqs: number[],
): Promise<EncryptedText[]> {
  const messages = await manager.find(Message, {
    select: { seq: true, content: true },
    where: { conversationId, seq: In(seqs), deletedAt: IsNull() },
    order: { seq: 'DESC' },
  });
  return messages.flatMap(({ seq, content }) => (content ? [{ seq, content }] : []));
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
