import { In } from 'typeorm';
import type { EntityManager, InsertQueryBuilder } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { insertRows } from '../../database/insert-rows';
import type { MessageType } from '../../enums';

export interface NewMessage {
  conversationId: string;
  senderId: string;
  type: MessageType;
  content: Buffer;
  clientMessageId: string | null;
  /** A message of the same conversation. */
  replyToId: string | null;
  fileId: string | null;
  createdAt: Date;
}

export type NumberedMessage = NewMessage & Pick<Message, 'id' | 'seq' | 'threadRootId'>;

const COLUMNS = [
  'id',
  'conversationId',
  'seq',
  'senderId',
  'type',
  'content',
  'clientMessageId',
  'createdAt',
  'replyToId',
  'threadRootId',
  'fileId',
] as const;

export function newMessages(
  tx: EntityManager,
  messages: NumberedMessage[],
): InsertQueryBuilder<Message> {
  return insertRows(tx, Message, { columns: COLUMNS, rows: messages });
}

/** Messages with the sender and client message id of one of `messages`, by conversation. */
export async function findRepeatedMessages(
  manager: EntityManager,
  messages: NewMessage[],
): Promise<Map<string, Message>> {
  const identified = messages.filter(({ clientMessageId }) => clientMessageId !== null);
  if (identified.length === 0) return new Map();
  const repeated = await manager
    .createQueryBuilder(Message, 'message')
    .where(
      `(message.conversationId, message.senderId, message.clientMessageId) IN (
        SELECT * FROM unnest(:conversations::bigint[], :senders::bigint[], :clientIds::text[]))`,
      {
        conversations: identified.map(({ conversationId }) => conversationId),
        senders: identified.map(({ senderId }) => senderId),
        clientIds: identified.map(({ clientMessageId }) => clientMessageId),
      },
    )
    .getMany();
  return new Map(repeated.map((message) => [message.conversationId, message]));
}

/** The parent messages of replies, by id. */
export async function findParents(
  manager: EntityManager,
  messages: NewMessage[],
): Promise<Map<string, Message>> {
  const ids = messages.flatMap(({ replyToId }) => replyToId ?? []);
  if (ids.length === 0) return new Map();
  const parents = await manager.find(Message, {
    select: { id: true, conversationId: true, threadRootId: true },
    where: { id: In(ids) },
  });
  return new Map(parents.map((parent) => [parent.id, parent]));
}
