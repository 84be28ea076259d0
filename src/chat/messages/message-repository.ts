import { In, IsNull, MoreThanOrEqual } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { MessageReaction } from '../../database/entities/chat/message-reaction';
import { selectRows } from '../../database/select-rows';
import type { Role } from '../../enums';
import { readFileRows } from '../../files/file-repository';
import type { FileRow } from '../../files/file-row';
import { groupEntries } from '../../group-entries';

/** A stored message; `content` is encrypted, null once deleted or erased. */
export interface MessageRow extends Omit<
  Message,
  'conversation' | 'sender' | 'replyTo' | 'threadRoot' | 'file'
> {
  senderName: string | null;
  senderRole: Role | null;
  reactions: ReactionRow[] | null;
  file: FileRow | null;
}

export type ReactionRow = Pick<MessageReaction, 'userId' | 'emoji' | 'addedAt'>;

type StoredMessage = Omit<MessageRow, 'reactions' | 'file'>;

const COLUMNS: Record<keyof StoredMessage, string> = {
  id: 'message.id',
  conversationId: 'message.conversationId',
  seq: 'message.seq',
  senderId: 'message.senderId',
  type: 'message.type',
  isAutomated: 'message.isAutomated',
  clientMessageId: 'message.clientMessageId',
  createdAt: 'message.createdAt',
  replyToId: 'message.replyToId',
  threadRootId: 'message.threadRootId',
  editedAt: 'message.editedAt',
  deletedAt: 'message.deletedAt',
  changedRevision: 'message.changedRevision',
  systemEvent: 'message.systemEvent',
  fileId: 'message.fileId',
  content: 'CASE WHEN message.deletedAt IS NULL THEN message.content END',
  senderName: 'sender.fullName',
  senderRole: 'sender.role',
};

/**
 * Messages under the conditions that `restrict` adds, whose alias is `message`. Selects columns
 * instead of entities, whose construction takes most of the time of a page of 100.
 */
export async function selectMessages(
  manager: EntityManager,
  restrict: (query: SelectQueryBuilder<Message>) => SelectQueryBuilder<Message>,
): Promise<MessageRow[]> {
  const query = manager.createQueryBuilder(Message, 'message').leftJoin('message.sender', 'sender');
  const rows = await selectRows<StoredMessage>(restrict(query), COLUMNS);
  const visible = rows.filter(({ deletedAt }) => deletedAt === null);
  const files = await readFileRows(
    manager,
    visible.flatMap(({ fileId }) => fileId ?? []),
  );
  // Only messages that changed have reactions.
  const changed = visible.filter(({ changedRevision }) => changedRevision !== null);
  const reactions = await selectReactions(
    manager,
    changed.map(({ id }) => id),
  );
  // Assigned because object spread takes 100 times as long, on pages of 100 messages.
  return rows.map((row) =>
    Object.assign(row, {
      reactions: reactions.get(row.id) ?? null,
      file: files.get(row.fileId ?? '') ?? null,
    }),
  );
}

/** By message id, earliest first. */
async function selectReactions(
  manager: EntityManager,
  messageIds: string[],
): Promise<Map<string, ReactionRow[]>> {
  if (messageIds.length === 0) return new Map();
  const reactions = await manager.find(MessageReaction, {
    where: { messageId: In(messageIds) },
    order: { addedAt: 'ASC', userId: 'ASC', emoji: 'ASC' },
  });
  return groupEntries(reactions.map((reaction) => [reaction.messageId, reaction]));
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
  return selectMessages(manager, (query) =>
    query.where({ conversationId, seq: In(seqs) }).orderBy('message.seq'),
  );
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
