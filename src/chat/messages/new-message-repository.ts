import { In } from 'typeorm';
import type { EntityManager, ObjectLiteral, QueryBuilder } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { insertRows } from '../../database/insert-rows';
import { selectRows } from '../../database/select-rows';
import type { MessagePosted } from '../../delivery/outbox/outbox-event';
import { newEvents } from '../../delivery/outbox/outbox-repository';
import type { MessageType } from '../../enums';
import { numberConversations } from '../conversation-repository';
import type { LockMode } from '../conversation-repository';
import { incrementUnreadCountsQuery } from '../members/member-repository';
import { incrementTeamUnreadQuery } from '../support/support-room-repository';

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

/** `toFeed`: the feed delivers it too; sessions are delivered by Ably alone. */
export interface MessageInThread extends NewMessage {
  threadRootId: string | null;
  toFeed: boolean;
}

export interface MessageNumber {
  conversationId: string;
  id: string;
  seq: number;
}

const COLUMNS = [
  'conversationId',
  'senderId',
  'type',
  'content',
  'clientMessageId',
  'createdAt',
  'replyToId',
  'threadRootId',
  'fileId',
] as const;

/**
 * Numbers and inserts messages, at most one per conversation, counts them as unread and appends their
 * outbox events, all in one statement: round trips and plans would take longer than the work.
 * Conversations that are not open are left out, with `skip` also those that are locked. Returns the
 * inserted ones.
 */
export async function insertMessages(
  manager: EntityManager,
  messages: MessageInThread[],
  mode: LockMode,
): Promise<MessageNumber[]> {
  const { locked, numbered } = numberConversations(manager, messages, mode);
  const parts: Record<string, QueryBuilder<ObjectLiteral>> = {
    locked,
    numbered,
    messages: insertRows(manager, Message, {
      columns: COLUMNS,
      rows: messages,
      joined: {
        table: 'numbered',
        on: 'numbered.id = item."conversationId"',
        columns: { id: 'numbered.message_id', seq: 'numbered.last_seq' },
      },
    }),
    members: incrementUnreadCountsQuery(manager, messages),
    events: newEvents(manager, messages.map(toEvent), {
      table: 'numbered',
      on: `item.payload ->> 'conversationId' = numbered.id::text`,
      columns: {
        payload: `item.payload || jsonb_build_object('messageId', numbered.message_id::text)`,
      },
    }),
  };
  if (messages.some(({ toFeed }) => toFeed)) {
    parts['rooms'] = incrementTeamUnreadQuery(manager, messages);
  }
  const query = manager.createQueryBuilder().from('numbered', 'numbered');
  for (const [name, part] of Object.entries(parts)) query.addCommonTableExpression(part, name);
  return selectRows<MessageNumber>(query, {
    conversationId: 'numbered.id',
    id: 'numbered.message_id',
    seq: 'numbered.last_seq',
  });
}

/** The statement adds the message's id. */
export function toEvent({ conversationId, toFeed }: MessageInThread): MessagePosted {
  const event = { kind: 'message.posted' as const, conversationId, messageId: '' };
  return toFeed ? { ...event, toFeed } : event;
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
