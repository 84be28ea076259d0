import { In } from 'typeorm';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { ConversationDetails } from '../../database/entities/chat/conversation-details';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import type { Conversation } from '../../database/entities/chat/conversation';
import { Message } from '../../database/entities/chat/message';
import { ReadRange } from '../../database/entities/chat/read-range';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { selectRows } from '../../database/select-rows';
import type { ConversationKind, Permission } from '../../enums';
import { selectMessages } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';
import type { ConversationSettings } from './conversation-view';

type ConversationColumns = Pick<
  Conversation,
  'id' | 'kind' | 'state' | 'lastSeq' | 'lastMessageAt' | 'createdAt' | 'dataKey'
>;

export interface ConversationRow extends ConversationColumns, ConversationSettings {
  unreadCount: number;
  lastReadSeq: number;
  archivedAt: Date | null;
  title: Buffer | null;
  /** The member's permissions; null: all. */
  permissions: Permission[] | null;
  counselingId: string | null;
  startsAt: Date | null;
  timezone: string | null;
  createdBy: string | null;
  changedAt: Date | null;
  /** The latest message; null: none. */
  latestId: string | null;
}

export interface ConversationFilter {
  userId: string;
  kinds: readonly ConversationKind[];
  /** Undefined: archived and other conversations. */
  archived?: boolean | undefined;
}

/** The user's memberships; an unreadable care conversation is left out. */
function membershipsQuery(
  manager: EntityManager,
  { userId, kinds, archived }: ConversationFilter,
): SelectQueryBuilder<ConversationMember> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'me')
    .innerJoin('me.conversation', 'conversation')
    .where('me.userId = :userId AND me.leftAt IS NULL', { userId })
    .andWhere('conversation.kind = ANY(:kinds)', { kinds })
    .andWhere(`(conversation.kind <> 'care' OR conversation.state = 'open')`);
  if (archived === undefined) return query;
  return query.andWhere(archived ? 'me.archivedAt IS NOT NULL' : 'me.archivedAt IS NULL');
}

/**
 * The id of the latest message for alias `conversation`. A sub-query, unlike a join, runs for the rows of
 * the page alone.
 */
export function latestMessageId(query: SelectQueryBuilder<ObjectLiteral>): string {
  return query
    .subQuery()
    .select('latest.id')
    .from(Message, 'latest')
    .where('latest.conversationId = conversation.id AND latest.seq = conversation.lastSeq')
    .getQuery();
}

function selectConversationRows(
  query: SelectQueryBuilder<ConversationMember>,
): Promise<ConversationRow[]> {
  query
    .leftJoin(ConversationDetails, 'details', 'details.conversationId = conversation.id')
    .leftJoin(ChatSession, 'session', 'session.conversationId = conversation.id')
    .leftJoin('session.counseling', 'counseling');
  return selectRows<ConversationRow>(query, {
    id: 'conversation.id',
    kind: 'conversation.kind',
    state: 'conversation.state',
    lastSeq: 'conversation.lastSeq',
    lastMessageAt: 'conversation.lastMessageAt',
    createdAt: 'conversation.createdAt',
    dataKey: 'conversation.dataKey',
    unreadCount: 'me.unreadCount',
    lastReadSeq: 'me.lastReadSeq',
    archivedAt: 'me.archivedAt',
    permissions: 'me.permissions',
    title: 'details.title',
    changedAt: 'details.updatedAt',
    createdBy: 'coalesce(details.createdBy, session.clientId)',
    allowFileUpload: 'coalesce(details.allowFileUpload, true)',
    maxFileSize: 'coalesce(details.maxFileSize, 10485760)',
    allowedFileTypes: 'details.allowedFileTypes',
    autoArchive: 'coalesce(details.autoArchive, false)',
    retentionDays: 'details.retentionDays',
    counselingId: 'counseling.id',
    startsAt: 'counseling.startsAt',
    timezone: 'counseling.timezone',
    latestId: latestMessageId(query),
  });
}

/** Most recent message first. */
export async function selectConversations(
  manager: EntityManager,
  filter: ConversationFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<ConversationRow[]> {
  const query = membershipsQuery(manager, filter)
    .orderBy('conversation.lastMessageAt', 'DESC', 'NULLS LAST')
    .addOrderBy('conversation.id', 'DESC')
    .limit(limit)
    .offset(offset);
  return selectConversationRows(query);
}

export async function selectConversation(
  manager: EntityManager,
  filter: Omit<ConversationFilter, 'archived'>,
  conversationId: string,
): Promise<ConversationRow | undefined> {
  const query = membershipsQuery(manager, filter);
  query.andWhere('conversation.id = :conversationId', { conversationId });
  const [row] = await selectConversationRows(query);
  return row;
}

export async function selectConversationTotal(
  manager: EntityManager,
  filter: ConversationFilter,
): Promise<number> {
  const query = membershipsQuery(manager, filter);
  const [row] = await selectRows<{ total: number }>(query, { total: 'count(*)::int' });
  return row?.total ?? 0;
}

export type LatestMessageRow = MessageRow & { readAt: Date | null };

/** Messages by id, and when a member other than its sender first read each. */
export async function selectLatestMessages(
  manager: EntityManager,
  conversations: { latestId: string | null }[],
): Promise<Map<string, LatestMessageRow>> {
  const ids = conversations.flatMap(({ latestId }) => latestId ?? []);
  if (ids.length === 0) return new Map();
  const [rows, readTimes] = await Promise.all([
    selectMessages(manager, (query) => query.where({ id: In(ids) })),
    selectFirstReadTimes(manager, ids),
  ]);
  return new Map(rows.map((row) => [row.id, { ...row, readAt: readTimes.get(row.id) ?? null }]));
}

/** Ranges of a member never overlap: only the last that begins before a message can contain it. */
async function selectFirstReadTimes(
  manager: EntityManager,
  messageIds: string[],
): Promise<Map<string, Date | null>> {
  const query = manager
    .createQueryBuilder(Message, 'message')
    .innerJoin(
      ConversationMember,
      'reader',
      'reader.conversationId = message.conversationId' +
        ' AND reader.userId IS DISTINCT FROM message.senderId',
    )
    .where({ id: In(messageIds) })
    .groupBy('message.id');
  const readAt = query
    .subQuery()
    .select('CASE WHEN span.toSeq >= message.seq THEN span.readAt END')
    .from(ReadRange, 'span')
    .where('span.conversationId = reader.conversationId AND span.userId = reader.userId')
    .andWhere('span.fromSeq <= message.seq')
    .orderBy('span.fromSeq', 'DESC')
    .limit(1);
  const rows = await selectRows<{ id: string; readAt: Date | null }>(query, {
    id: 'message.id',
    readAt: `min(${readAt.getQuery()})`,
  });
  return new Map(rows.map((row) => [row.id, row.readAt]));
}
