import { And, Any, IsNull, LessThan, MoreThan, MoreThanOrEqual, Not } from 'typeorm';
import type { EntityManager, FindOptionsWhere, SelectQueryBuilder } from 'typeorm';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { Counseling } from '../../database/entities/sessions/counseling';
import { selectRows } from '../../database/select-rows';
import type { Method, Role, SessionStatus } from '../../enums';
import { isUuid } from '../../ids';
import { localStartOf } from './local-time';

/** A counseling with its participants and, for the method chat, its session. */
export interface CounselingRecord {
  id: string;
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  psychologistTimezone: string;
  method: Method;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  localStart: string | null;
  seriesId: string | null;
  dataKey: Buffer | null;
  notesCiphertext: Buffer | null;
  cancelReasonCiphertext: Buffer | null;
  cancelledAt: Date | null;
  releasedAt: Date | null;
  createdAt: Date;
  /** 1, and one more with every move and cancellation. */
  revision: number;
  sessionId: string | null;
  conversationId: string | null;
  sessionStatus: SessionStatus | null;
  /** 1 plus the number of reschedules and extensions. */
  generation: number | null;
  sessionStartedAt: Date | null;
  sessionEndedAt: Date | null;
  sessionEndedBy: Role | 'system' | null;
}

const COLUMNS: Record<keyof CounselingRecord, string> = {
  id: 'c.id',
  clientId: 'c.clientId',
  clientName: 'client.fullName',
  psychologistId: 'c.psychologistId',
  psychologistName: 'psychologist.fullName',
  psychologistTimezone: 'psychologist.timezone',
  method: 'c.method',
  startsAt: 'c.startsAt',
  endsAt: 'c.endsAt',
  timezone: 'c.timezone',
  localStart: 'c.localStart',
  seriesId: 'c.seriesId',
  dataKey: 'c.dataKey',
  notesCiphertext: 'c.notesCiphertext',
  cancelReasonCiphertext: 'c.cancelReasonCiphertext',
  cancelledAt: 'c.cancelledAt',
  releasedAt: 'c.releasedAt',
  createdAt: 'c.createdAt',
  revision: 'c.revision',
  sessionId: 's.id',
  conversationId: 's.conversationId',
  sessionStatus: 's.status',
  generation: 's.generation',
  sessionStartedAt: 's.startedAt',
  sessionEndedAt: 's.endedAt',
  sessionEndedBy: 's.endedBy',
};

function joinParticipants(manager: EntityManager): SelectQueryBuilder<Counseling> {
  return manager
    .createQueryBuilder(Counseling, 'c')
    .innerJoin('c.client', 'client')
    .innerJoin('c.psychologist', 'psychologist')
    .leftJoin(ChatSession, 's', 's.counselingId = c.id');
}

const MAX_LENGTH_MS = 2 * 86_400_000;

/** No counseling lasts two days: the bound on the start lets the index scan skip past ones. */
export function endsAfter(instant: Date): FindOptionsWhere<Counseling> {
  const startsAfter = new Date(instant.getTime() - MAX_LENGTH_MS);
  return { startsAt: MoreThan(startsAfter), endsAt: MoreThan(instant) };
}

/** Undefined for unknown and malformed ids. */
export async function findCounseling(
  manager: EntityManager,
  id: string,
): Promise<CounselingRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const query = joinParticipants(manager).where({ id });
  const [row] = await selectRows<CounselingRecord>(query, COLUMNS);
  return row;
}

/** Counselings of the user that overlap the window, latest start first. */
export function findCounselingsOf(
  manager: EntityManager,
  userId: string,
  window: { limit: number; offset: number; from?: Date | undefined; to?: Date | undefined },
): Promise<CounselingRecord[]> {
  const query = joinParticipants(manager)
    .where([{ clientId: userId }, { psychologistId: userId }])
    .orderBy('c.startsAt', 'DESC')
    .addOrderBy('c.id')
    .limit(window.limit)
    .offset(window.offset);
  if (window.from) query.andWhere(endsAfter(window.from));
  if (window.to) query.andWhere({ startsAt: LessThan(window.to) });
  return selectRows<CounselingRecord>(query, COLUMNS);
}

/** The bookings of a weekly series, by start. */
export function findSeries(manager: EntityManager, seriesId: string): Promise<CounselingRecord[]> {
  const query = joinParticipants(manager).where({ seriesId }).orderBy('c.startsAt');
  return selectRows<CounselingRecord>(query, COLUMNS);
}

/** Bookings of a psychologist that have not ended, by start. */
export function findBookings(
  manager: EntityManager,
  psychologistId: string,
  from: Date,
): Promise<CounselingRecord[]> {
  const query = joinParticipants(manager)
    .where({ psychologistId, releasedAt: IsNull(), ...endsAfter(from) })
    .orderBy('c.startsAt')
    .addOrderBy('c.id');
  return selectRows<CounselingRecord>(query, COLUMNS);
}

export interface BookedWindow {
  from: Date;
  to: Date;
  /** The counseling being rescheduled: excluded. */
  exceptCounselingId?: string;
}

export type BookedSpan = Pick<
  Counseling,
  'clientId' | 'psychologistId' | 'method' | 'startsAt' | 'endsAt'
>;

/** Unreleased counselings in a window. */
export function findBookedSpans(
  manager: EntityManager,
  participants: Pick<FindOptionsWhere<Counseling>, 'clientId' | 'psychologistId'>,
  { from, to, exceptCounselingId }: BookedWindow,
): Promise<BookedSpan[]> {
  const query = manager
    .createQueryBuilder(Counseling, 'c')
    .where({ ...participants, releasedAt: IsNull(), ...endsAfter(from) })
    .andWhere({ startsAt: LessThan(to) });
  if (exceptCounselingId) query.andWhere({ id: Not(exceptCounselingId) });
  return query
    .select(['c.id', 'c.clientId', 'c.psychologistId', 'c.method', 'c.startsAt', 'c.endsAt'])
    .getMany();
}

export interface PsychologistHistory {
  psychologistId: string;
  /** Sessions of the day. */
  sessions: number;
  /** Start of the latest session with the client. */
  lastSeen: Date | null;
}

/** Psychologists with sessions on a day or with a client; cancelled ones do not count. */
export function findHistory(
  manager: EntityManager,
  psychologistIds: string[],
  { clientId, day }: { clientId: string; day: { from: Date; to: Date } },
): Promise<PsychologistHistory[]> {
  const isThatDay = And(MoreThanOrEqual(day.from), LessThan(day.to));
  const query = manager
    .createQueryBuilder(Counseling, 'c')
    .where({ psychologistId: Any(psychologistIds), cancelledAt: IsNull() })
    .andWhere([{ startsAt: isThatDay }, { clientId }])
    .groupBy('c.psychologistId')
    .setParameters({ ...day, clientId });
  return selectRows<PsychologistHistory>(query, {
    psychologistId: 'c.psychologistId',
    sessions: '(count(*) FILTER (WHERE c.startsAt >= :from AND c.startsAt < :to))::int',
    lastSeen: 'max(c.startsAt) FILTER (WHERE c.clientId = :clientId)',
  });
}

type NewCounseling = Pick<
  Counseling,
  | 'id'
  | 'clientId'
  | 'psychologistId'
  | 'method'
  | 'startsAt'
  | 'endsAt'
  | 'timezone'
  | 'seriesId'
  | 'dataKey'
  | 'notesCiphertext'
  | 'createdAt'
>;

/** Violates `counselings_client_overlap` when the client has a counseling at that time. */
export async function insertCounseling(tx: EntityManager, row: NewCounseling): Promise<void> {
  await tx.insert(Counseling, { ...row, localStart: localStartOf(row.startsAt, row.timezone) });
}

/** Lock the session first, where there is one. */
export async function lockCounseling(tx: EntityManager, id: string): Promise<void> {
  await tx
    .createQueryBuilder(Counseling, 'c')
    .select('c.id')
    .where({ id })
    .setLock('for_no_key_update')
    .getRawOne();
}

const NEXT_REVISION = (): string => 'revision + 1';

/** False for a cancelled counseling; violates `counselings_client_overlap` like an insert. */
export async function moveCounseling(
  tx: EntityManager,
  id: string,
  span: Pick<Counseling, 'startsAt' | 'endsAt' | 'timezone'>,
): Promise<boolean> {
  const { affected } = await tx.update(
    Counseling,
    { id, cancelledAt: IsNull() },
    {
      ...span,
      localStart: localStartOf(span.startsAt, span.timezone),
      revision: NEXT_REVISION,
    },
  );
  return affected === 1;
}

/** False for a cancelled counseling, and for one without a chat that has ended. */
export async function recordCancelled(
  tx: EntityManager,
  id: string,
  cancellation: { at: Date; by: string; reasonCiphertext: Buffer | null },
): Promise<boolean> {
  const { at, by, reasonCiphertext } = cancellation;
  const { affected } = await tx
    .createQueryBuilder()
    .update(Counseling)
    .set({
      cancelledAt: at,
      cancelledBy: by,
      cancelReasonCiphertext: reasonCiphertext,
      revision: NEXT_REVISION,
      releasedAt: () => 'coalesce(released_at, :at)',
    })
    .where({ id, cancelledAt: IsNull() })
    .andWhere([{ endsAt: MoreThan(at) }, { method: 'chat' }])
    .setParameters({ at })
    .execute();
  return affected === 1;
}

/** Cancels the counselings of sessions that were never opened. */
export async function cancelMissed(tx: EntityManager, ids: string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(
    Counseling,
    { id: Any(ids), cancelledAt: IsNull() },
    { cancelledAt: at, revision: NEXT_REVISION },
  );
}

/** Releases the booked times of counselings that are over. */
export async function releaseTimes(tx: EntityManager, ids: string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(Counseling, { id: Any(ids) }, { releasedAt: at });
}

/** Whether the user has a session or counseling that has not ended. */
export function hasUpcomingCounseling(
  tx: EntityManager,
  userId: string,
  now: Date,
): Promise<boolean> {
  return tx
    .createQueryBuilder(Counseling, 'counseling')
    .leftJoin(ChatSession, 'session', 'session.counselingId = counseling.id')
    .where([{ clientId: userId }, { psychologistId: userId }])
    .andWhere('counseling.releasedAt IS NULL')
    .andWhere(
      `(session.status IN ('pending', 'active') OR session.id IS NULL AND counseling.endsAt > :now)`,
      { now },
    )
    .getExists();
}

/** Those who had a counseling with the user. */
export async function findCounselingPartners(tx: EntityManager, userId: string): Promise<string[]> {
  const query = tx
    .createQueryBuilder(Counseling, 'c')
    .where([{ clientId: userId }, { psychologistId: userId }])
    .distinct()
    .setParameters({ userId });
  const rows = await selectRows<{ id: string }>(query, {
    id: 'CASE c.clientId WHEN :userId THEN c.psychologistId ELSE c.clientId END',
  });
  return rows.map(({ id }) => id);
}

/** Bookings of a client that have not ended; a series is one. */
export async function countOpenBookings(
  tx: EntityManager,
  clientId: string,
  now: Date,
): Promise<number> {
  const query = tx
    .createQueryBuilder(Counseling, 'c')
    .where({ clientId, releasedAt: IsNull(), ...endsAfter(now) });
  const [row] = await selectRows<{ open: number }>(query, {
    open: '(count(DISTINCT coalesce(c.seriesId, c.id)))::int',
  });
  return row?.open ?? 0;
}

/** An erased counseling has neither its key nor its encrypted texts. */
const ERASED = { dataKey: null, notesCiphertext: null, cancelReasonCiphertext: null };

export async function eraseCounseling(tx: EntityManager, id: string): Promise<void> {
  await tx.update(Counseling, { id }, ERASED);
}

/** Erases the counselings without a chat that ended before `end`. */
export function eraseCounselingsBefore(manager: EntityManager, end: Date): Promise<void> {
  return eraseWithoutChat(manager, { endsAt: LessThan(end) });
}

/** Erases a client's counselings without a chat. */
export function eraseCounselingsOf(tx: EntityManager, clientId: string): Promise<void> {
  return eraseWithoutChat(tx, { clientId });
}

async function eraseWithoutChat(
  manager: EntityManager,
  where: FindOptionsWhere<Counseling>,
): Promise<void> {
  const session = manager.createQueryBuilder(ChatSession, 'session').select('1');
  await manager
    .createQueryBuilder()
    .update(Counseling)
    .set(ERASED)
    .where({ ...where, dataKey: Not(IsNull()) })
    .andWhere(`NOT EXISTS (${session.where('session.counselingId = counselings.id').getQuery()})`)
    .execute();
}
