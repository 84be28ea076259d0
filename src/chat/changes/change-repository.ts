import { Between, In, MoreThan } from 'typeorm';
import type { EntityManager, FindOptionsWhere, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { Conversation } from '../../database/entities/chat/conversation';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Message } from '../../database/entities/chat/message';
import { ReadRange } from '../../database/entities/chat/read-range';
import { selectRows } from '../../database/select-rows';
import { selectMessages } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';
import type { Cursor } from './change-event';

/** With the newest revision of each kind of change, so that unchanged kinds are not queried. */
export interface HeadRow extends Pick<
  Conversation,
  | 'kind'
  | 'state'
  | 'dataKey'
  | 'lastSeq'
  | 'revision'
  | 'ownRevision'
  | 'messageRevision'
  | 'deliveryRevision'
> {
  conversationId: string;
}

export async function selectHeads(manager: EntityManager, ids: string[]): Promise<HeadRow[]> {
  const conversations = await manager.find(Conversation, {
    select: {
      ...{ id: true, kind: true, state: true, dataKey: true, lastSeq: true, revision: true },
      ...{ ownRevision: true, messageRevision: true, deliveryRevision: true },
    },
    where: { id: In(ids) },
  });
  return conversations.map(({ id, ...head }) => ({ conversationId: id, ...head }));
}

type RevisionRef = { conversationId: string } & Pick<Cursor, 'revision'>;

/** Messages after each cursor, oldest first, at most `limit` per conversation: seqs have no gaps. */
export async function selectMessagesAfter(
  manager: EntityManager,
  cursors: ({ conversationId: string } & Pick<Cursor, 'seq'>)[],
  limit: number,
): Promise<MessageRow[]> {
  const where = cursors.map(({ conversationId, seq }) => ({
    conversationId,
    seq: Between(seq + 1, seq + limit),
  }));
  return selectMessages(manager, (query) =>
    query.where(where).orderBy('message.conversationId').addOrderBy('message.seq'),
  );
}

/** Messages of a conversation, both inclusive. */
export interface SeqRange {
  conversationId: string;
  from: number;
  to: number;
}

export type MessageRefRow = Pick<Message, 'conversationId' | 'id' | 'seq' | 'createdAt'>;

export function selectMessageRefs(
  manager: EntityManager,
  ranges: SeqRange[],
): Promise<MessageRefRow[]> {
  return manager.find(Message, {
    select: { conversationId: true, id: true, seq: true, createdAt: true },
    where: ranges.map(({ conversationId, from, to }) => ({
      conversationId,
      seq: Between(from, to),
    })),
  });
}

/** Messages of a conversation that changed after a revision, oldest change first. */
export async function selectChangesAfter(
  manager: EntityManager,
  { conversationId, revision }: RevisionRef,
  limit: number,
): Promise<MessageRow[]> {
  return selectMessages(manager, (query) =>
    query
      .where({ conversationId, changedRevision: MoreThan(revision) })
      .orderBy('message.changedRevision')
      .limit(limit),
  );
}

/** Revisions of a conversation, both inclusive. */
export interface RevisionRange {
  conversationId: string;
  from: number;
  to: number;
}

/** Messages whose last change is in the ranges, oldest change first. */
export async function selectChangesIn(
  manager: EntityManager,
  ranges: RevisionRange[],
): Promise<MessageRow[]> {
  const where = ranges.map(({ conversationId, from, to }) => ({
    conversationId,
    changedRevision: Between(from, to),
  }));
  return selectMessages(manager, (query) =>
    query.where(where).orderBy('message.conversationId').addOrderBy('message.changedRevision'),
  );
}

export interface MessageInConversation {
  row: MessageRow;
  head: HeadRow;
}

/** Messages with the current state of their conversations. */
export async function selectMessagesWithHeads(
  manager: EntityManager,
  ids: string[],
): Promise<MessageInConversation[]> {
  const rows = await selectMessages(manager, (query) => query.where({ id: In(ids) }));
  const conversationIds = new Set(rows.map(({ conversationId }) => conversationId));
  const heads = await selectHeads(manager, [...conversationIds]);
  const headOf = new Map(heads.map((head) => [head.conversationId, head]));
  return rows.flatMap((row) => {
    const head = headOf.get(row.conversationId);
    return head ? [{ row, head }] : [];
  });
}

export interface ReceiptRow {
  conversationId: string;
  revision: number;
  userId: string;
  readAt: Date;
  lastReadSeq: number;
  unreadCount: number;
  messageIds: string[];
}

const MAX_RECEIPT_MESSAGE_IDS = 500;

/** Receipts, each with at most 500 of its messages, newest first. */
async function selectReceipts(
  manager: EntityManager,
  where: FindOptionsWhere<ReadRange>[],
): Promise<ReceiptRow[]> {
  const query = manager
    .createQueryBuilder(ReadRange, 'range')
    .innerJoin('range.member', 'member')
    .where(where)
    .groupBy('member.conversationId, member.userId, range.revision')
    .orderBy('member.conversationId')
    .addOrderBy('range.revision');
  const messageIds = messageIdsQuery(query, MAX_RECEIPT_MESSAGE_IDS)
    .andWhere('message.seq BETWEEN min(range.fromSeq) AND max(range.toSeq)')
    .andWhere(`message.seq <@ range_agg(int4range(range.fromSeq, range.toSeq, '[]'))`);
  return selectRows<ReceiptRow>(query, {
    conversationId: 'member.conversationId',
    revision: 'range.revision',
    userId: 'member.userId',
    readAt: 'min(range.readAt)',
    lastReadSeq: 'member.lastReadSeq',
    unreadCount: 'member.unreadCount',
    messageIds: `ARRAY${messageIds.getQuery()}`,
  });
}

export async function selectReceiptsIn(
  manager: EntityManager,
  ranges: RevisionRange[],
): Promise<ReceiptRow[]> {
  const where = ranges.map(({ conversationId, from, to }) => ({
    conversationId,
    revision: Between(from, to),
  }));
  return selectReceipts(manager, where);
}

/** The receipts with exactly these revisions. */
export async function selectReceiptsByRevisions(
  manager: EntityManager,
  refs: RevisionRef[],
): Promise<ReceiptRow[]> {
  const where = refs.map(({ conversationId, revision }) => ({ conversationId, revision }));
  return selectReceipts(manager, where);
}

export interface DeliveredRow {
  conversationId: string;
  revision: number;
  userId: string;
  lastDeliveredSeq: number;
  messageIds: string[];
}

/** Delivery marks that last moved in the ranges, each with its newest unread messages. */
export async function selectDeliveriesIn(
  manager: EntityManager,
  ranges: RevisionRange[],
  maxMessageIds: number,
): Promise<DeliveredRow[]> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'member')
    .where(
      ranges.map(({ conversationId, from, to }) => ({
        conversationId,
        deliveredRevision: Between(from, to),
      })),
    )
    .orderBy('member.conversationId')
    .addOrderBy('member.deliveredRevision')
    .addOrderBy('member.userId');
  const messageIds = messageIdsQuery(query, maxMessageIds).andWhere(
    'message.seq > member.lastReadSeq AND message.seq <= member.lastDeliveredSeq',
  );
  return selectRows<DeliveredRow>(query, {
    conversationId: 'member.conversationId',
    revision: 'member.deliveredRevision',
    userId: 'member.userId',
    lastDeliveredSeq: 'member.lastDeliveredSeq',
    messageIds: `ARRAY${messageIds.getQuery()}`,
  });
}

/** Ids of messages to `member`, newest first. */
function messageIdsQuery(
  query: SelectQueryBuilder<ObjectLiteral>,
  limit: number,
): SelectQueryBuilder<Message> {
  return query
    .subQuery()
    .select('message.id')
    .from(Message, 'message')
    .where('message.conversationId = member.conversationId')
    .andWhere('message.senderId IS DISTINCT FROM member.userId')
    .orderBy('message.seq', 'DESC')
    .limit(limit);
}
