import { Any } from 'typeorm';
import type { EntityManager, FindOptionsWhere, SelectQueryBuilder } from 'typeorm';
import { ChatSession } from '../database/entities/sessions/chat-session';
import type { Counseling } from '../database/entities/sessions/counseling';
import { SessionStep } from '../database/entities/sessions/session-step';
import { groupByValues } from '../database/group-by-values';
import { selectRows } from '../database/select-rows';
import type { Role, SessionStatus } from '../enums';
import { isUuid } from '../ids';

/** A session with the times of its counseling. */
export type SessionRecord = Pick<
  ChatSession,
  | 'id'
  | 'counselingId'
  | 'conversationId'
  | 'clientId'
  | 'psychologistId'
  | 'status'
  | 'generation'
  | 'startedAt'
  | 'endedAt'
  | 'endedBy'
  | 'extensionAskedBy'
  | 'extensionAskedAt'
> &
  Pick<Counseling, 'startsAt' | 'endsAt' | 'timezone'>;

export type SessionDetails = SessionRecord & {
  /** When the end warning is due; null without a timeline. */
  endButtonAt: Date | null;
};

const COLUMNS: Record<keyof SessionRecord, string> = {
  id: 's.id',
  counselingId: 's.counselingId',
  conversationId: 's.conversationId',
  clientId: 's.clientId',
  psychologistId: 's.psychologistId',
  status: 's.status',
  generation: 's.generation',
  startedAt: 's.startedAt',
  endedAt: 's.endedAt',
  endedBy: 's.endedBy',
  extensionAskedBy: 's.extensionAskedBy',
  extensionAskedAt: 's.extensionAskedAt',
  startsAt: 'c.startsAt',
  endsAt: 'c.endsAt',
  timezone: 'c.timezone',
};

function joinCounseling(manager: EntityManager): SelectQueryBuilder<ChatSession> {
  return manager.createQueryBuilder(ChatSession, 's').innerJoin('s.counseling', 'c');
}

type Where = FindOptionsWhere<ChatSession> | FindOptionsWhere<ChatSession>[];

/** By planned end. */
function findDetails(manager: EntityManager, where: Where): Promise<SessionDetails[]> {
  const query = joinCounseling(manager)
    .leftJoin(
      SessionStep,
      'endWarning',
      'endWarning.sessionId = s.id AND endWarning.generation = s.generation ' +
        'AND endWarning.step = :endWarning',
      { endWarning: 'end-button' },
    )
    .where(where)
    .orderBy('c.endsAt')
    .addOrderBy('s.id');
  return selectRows<SessionDetails>(query, { ...COLUMNS, endButtonAt: 'endWarning.dueAt' });
}

/** Undefined for unknown and malformed ids. */
export async function findSession(
  manager: EntityManager,
  id: string,
): Promise<SessionDetails | undefined> {
  if (!isUuid(id)) return undefined;
  const [session] = await findDetails(manager, { id });
  return session;
}

export async function findSessionByConversation(
  manager: EntityManager,
  conversationId: string,
): Promise<SessionDetails | undefined> {
  const [session] = await findDetails(manager, { conversationId });
  return session;
}

/** The user's running sessions by planned end. */
export function findActiveSessions(
  manager: EntityManager,
  userId: string,
): Promise<SessionDetails[]> {
  return findDetails(manager, [
    { status: 'active', clientId: userId },
    { status: 'active', psychologistId: userId },
  ]);
}

/** All running sessions. */
export function findRunningSessions(
  manager: EntityManager,
): Promise<Pick<ChatSession, 'id' | 'conversationId'>[]> {
  const select = { id: true, conversationId: true } as const;
  return manager.find(ChatSession, { select, where: { status: 'active' } });
}

/**
 * Locks the rows in id order, then reads them, so that a waiting transaction sees the times and
 * generation its predecessor committed.
 */
export async function lockSessions(tx: EntityManager, ids: string[]): Promise<SessionRecord[]> {
  await tx
    .createQueryBuilder(ChatSession, 's')
    .select('s.id')
    .where({ id: Any(ids) })
    .orderBy('s.id')
    .setLock('for_no_key_update')
    .getRawMany();
  return findSessions(tx, ids);
}

/** In id order. */
export function findSessions(manager: EntityManager, ids: string[]): Promise<SessionRecord[]> {
  const query = joinCounseling(manager).where({ id: Any(ids) });
  return selectRows<SessionRecord>(query.orderBy('s.id'), COLUMNS);
}

export interface Participants {
  clientId: string;
  psychologistId: string;
}

/** Participants of the running sessions in which one of these clients or psychologists takes part. */
export function findActiveParticipants(
  tx: EntityManager,
  { clientIds, psychologistIds }: { clientIds: string[]; psychologistIds: string[] },
): Promise<Participants[]> {
  const query = tx
    .createQueryBuilder(ChatSession, 's')
    .where({ status: 'active' })
    .andWhere([{ clientId: Any(clientIds) }, { psychologistId: Any(psychologistIds) }]);
  const columns = { clientId: 's.clientId', psychologistId: 's.psychologistId' };
  return selectRows<Participants>(query, columns);
}

type NewSession = Participants & Pick<ChatSession, 'id' | 'counselingId' | 'conversationId'>;

export async function insertSession(tx: EntityManager, session: NewSession): Promise<void> {
  await tx.insert(ChatSession, { ...session, status: 'pending' });
}

export interface StatusChange {
  to: Exclude<SessionStatus, 'pending'>;
  by: Role | 'system';
}

/** Ends precede starts: a unique index allows one active session per client. */
export async function updateStatuses(
  tx: EntityManager,
  changes: { id: string; values: StatusChange }[],
  at: Date,
): Promise<void> {
  const startsLast = changes.toSorted(
    (a, b) => Number(a.values.to === 'active') - Number(b.values.to === 'active'),
  );
  for (const { ids, values } of groupByValues(startsLast)) {
    const times = values.to === 'active' ? { startedAt: at } : { endedAt: at, endedBy: values.by };
    await tx.update(
      ChatSession,
      { id: Any(ids) },
      { status: values.to, version: () => 'version + 1', ...times },
    );
  }
}

export async function recordNoShows(
  tx: EntityManager,
  sessions: { id: string; values: Pick<ChatSession, 'noShow'> }[],
): Promise<void> {
  for (const { ids, values } of groupByValues(sessions)) {
    await tx.update(ChatSession, { id: Any(ids) }, values);
  }
}

export async function updateGeneration(
  tx: EntityManager,
  id: string,
  generation: number,
): Promise<void> {
  await tx.update(ChatSession, { id }, { generation, version: () => 'version + 1' });
}

type ExtensionRequestColumns = Pick<ChatSession, 'extensionAskedBy' | 'extensionAskedAt'>;

export const NO_EXTENSION_REQUEST: ExtensionRequestColumns = {
  extensionAskedBy: null,
  extensionAskedAt: null,
};

export async function recordExtensionRequest(
  tx: EntityManager,
  id: string,
  asked: ExtensionRequestColumns,
): Promise<void> {
  await tx.update(ChatSession, { id }, { ...asked, version: () => 'version + 1' });
}

/** Null when the conversation belongs to no session. */
export function lockSessionByConversation(
  tx: EntityManager,
  conversationId: string,
): Promise<Pick<ChatSession, 'counselingId' | 'status'> | null> {
  return tx.findOne(ChatSession, {
    select: { id: true, counselingId: true, status: true },
    where: { conversationId },
    lock: { mode: 'for_no_key_update' },
  });
}

/** Session ids by conversation id. */
export async function findSessionIds(
  manager: EntityManager,
  conversationIds: readonly string[],
): Promise<Map<string, string>> {
  const sessions = await manager.find(ChatSession, {
    select: { id: true, conversationId: true },
    where: { conversationId: Any([...conversationIds]) },
  });
  return new Map(sessions.map(({ id, conversationId }) => [conversationId, id]));
}

/** The conversation of a session; null for an unknown one. */
export async function findConversationOf(
  manager: EntityManager,
  id: string,
): Promise<string | null> {
  const session = await manager.findOne(ChatSession, {
    select: { id: true, conversationId: true },
    where: { id },
  });
  return session?.conversationId ?? null;
}
