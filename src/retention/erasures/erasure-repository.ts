import { IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { Conversation } from '../../database/entities/chat/conversation';
import { ErasedConversation } from '../../database/entities/retention/erased-conversation';
import { ErasureRequest } from '../../database/entities/retention/erasure-request';
import { User } from '../../database/entities/users/user';
import { selectRows } from '../../database/select-rows';

const OPEN = { undoneAt: IsNull(), executedAt: IsNull(), refusedAt: IsNull() };

export type Subject =
  { conversationId: string; userId?: undefined } | { userId: string; conversationId?: undefined };

type NewRequest = Partial<Pick<ErasureRequest, 'conversationId' | 'userId'>> &
  Pick<ErasureRequest, 'reason' | 'requestedBy' | 'requestedAt'>;

/** Violates `erasure_requests_open_…` when the same is requested already. */
export async function insertErasure(tx: EntityManager, request: NewRequest): Promise<string> {
  const { identifiers } = await tx.insert(ErasureRequest, request);
  return String((identifiers[0] as Pick<ErasureRequest, 'id'>).id);
}

/** Those undone count as well: an undo does not free a place for another request. */
export function countErasuresSince(tx: EntityManager, since: Date): Promise<number> {
  return tx.countBy(ErasureRequest, { requestedAt: MoreThan(since) });
}

/** Waits for a transaction that changes or executes it. */
export function lockErasure(tx: EntityManager, id: string): Promise<ErasureRequest | null> {
  return tx.findOne(ErasureRequest, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

export async function updateErasure(
  tx: EntityManager,
  id: string,
  change: Partial<
    Pick<
      ErasureRequest,
      | 'requestedBy'
      | 'approvedBy'
      | 'approvedAt'
      | 'dueAt'
      | 'undoneBy'
      | 'undoneAt'
      | 'startedAt'
      | 'executedAt'
      | 'held'
      | 'refusal'
      | 'refusedAt'
    >
  >,
): Promise<void> {
  await tx.update(ErasureRequest, { id }, change);
}

/** Ids of the approved requests that are due, oldest first. */
export async function findDueErasures(
  manager: EntityManager,
  now: Date,
  limit: number,
): Promise<string[]> {
  const due = await manager.find(ErasureRequest, {
    select: { id: true },
    where: { ...OPEN, approvedAt: Not(IsNull()), dueAt: LessThanOrEqual(now) },
    order: { dueAt: 'ASC', id: 'ASC' },
    take: limit,
  });
  return due.map(({ id }) => id);
}

/** All that were executed, oldest first. */
export function findExecutedErasures(manager: EntityManager): Promise<ErasureRequest[]> {
  return manager.find(ErasureRequest, {
    where: { executedAt: Not(IsNull()) },
    order: { id: 'ASC' },
  });
}

type SubjectColumns = Pick<ErasureRequest, 'conversationId' | 'userId'>;

/** The request of the same that is not over, locked. */
export function findOpenErasure(
  tx: EntityManager,
  { conversationId, userId }: SubjectColumns,
): Promise<ErasureRequest | null> {
  const subject = conversationId === null ? { userId: userId ?? '' } : { conversationId };
  return tx.findOne(ErasureRequest, {
    where: { ...OPEN, ...subject },
    lock: { mode: 'pessimistic_write' },
  });
}

/** Whether the conversation or the user exists, and is not erased or removed. */
export async function isErasable(
  manager: EntityManager,
  { conversationId, userId }: SubjectColumns,
): Promise<boolean> {
  if (conversationId !== null) {
    return manager.existsBy(Conversation, { id: conversationId, erasedAt: IsNull() });
  }
  return manager.existsBy(User, { id: userId ?? '', removedAt: IsNull() });
}

/** With the people who acted, the user and the conversation concerned. */
function selectErasures(manager: EntityManager): SelectQueryBuilder<ErasureRequest> {
  const query = manager
    .createQueryBuilder(ErasureRequest, 'request')
    .leftJoin('request.conversation', 'conversation')
    .addSelect(['conversation.id', 'conversation.kind']);
  for (const name of ['requester', 'approver', 'undoer', 'user']) {
    query.leftJoin(`request.${name}`, name).addSelect([`${name}.id`, `${name}.fullName`]);
  }
  return query;
}

/** Newest first. */
export function findErasures(
  manager: EntityManager,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<ErasureRequest[]> {
  const query = selectErasures(manager).orderBy('request.id', 'DESC').limit(limit);
  if (before) query.where('request.id < :before', { before });
  return query.getMany();
}

export function findErasure(manager: EntityManager, id: string): Promise<ErasureRequest | null> {
  return selectErasures(manager).where({ id }).getOne();
}

export async function insertErasedConversation(
  tx: EntityManager,
  row: Pick<ErasedConversation, 'conversationId' | 'requestId' | 'messages' | 'files' | 'erasedAt'>,
): Promise<void> {
  await tx.insert(ErasedConversation, row);
}

export function findErasedConversations(
  manager: EntityManager,
  requestId: string,
): Promise<ErasedConversation[]> {
  return manager.find(ErasedConversation, {
    where: { requestId },
    order: { conversationId: 'ASC' },
  });
}

export interface Destroyed {
  requestId: string;
  conversations: number;
  messages: number;
  files: number;
}

/** Totals of each request that destroyed anything. */
export function countDestroyed(
  manager: EntityManager,
  requestIds: readonly string[],
): Promise<Destroyed[]> {
  const query = manager
    .createQueryBuilder(ErasedConversation, 'erased')
    .where('erased.requestId = ANY(:requestIds)', { requestIds })
    .groupBy('erased.requestId');
  return selectRows<Destroyed>(query, {
    requestId: 'erased.requestId',
    conversations: 'count(*)::int',
    messages: 'sum(erased.messages)::int',
    files: 'sum(erased.files)::int',
  });
}
