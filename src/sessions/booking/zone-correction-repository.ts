import { IsNull, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { Counseling } from '../../database/entities/sessions/counseling';
import { ZoneCorrection } from '../../database/entities/sessions/zone-correction';
import { selectRows } from '../../database/select-rows';

export type ZoneCorrectionRow = Pick<
  ZoneCorrection,
  'counselingId' | 'startsAt' | 'foundAt' | 'movedTo' | 'problem'
> &
  Pick<Counseling, 'timezone' | 'localStart'> & {
    sessionId: string | null;
    clientName: string;
    psychologistName: string;
  };

/** Repeated for a booking that still cannot be moved. */
export async function recordZoneCorrection(
  manager: EntityManager,
  correction: Omit<ZoneCorrection, 'counseling'>,
): Promise<void> {
  await manager.upsert(ZoneCorrection, correction, ['counselingId', 'startsAt']);
}

/** Corrections of bookings that have not ended, by booked start. */
export function findZoneCorrections(
  manager: EntityManager,
  now: Date,
  limit: number,
): Promise<ZoneCorrectionRow[]> {
  const query = manager
    .createQueryBuilder(ZoneCorrection, 'z')
    .innerJoin('z.counseling', 'c')
    .innerJoin('c.client', 'client')
    .innerJoin('c.psychologist', 'psychologist')
    .leftJoin(ChatSession, 's', 's.counselingId = c.id')
    .where('c.releasedAt IS NULL AND c.endsAt > :now', { now })
    .orderBy('z.startsAt')
    .addOrderBy('z.counselingId')
    .limit(limit);
  return selectRows<ZoneCorrectionRow>(query, {
    counselingId: 'z.counselingId',
    startsAt: 'z.startsAt',
    foundAt: 'z.foundAt',
    movedTo: 'z.movedTo',
    problem: 'z.problem',
    timezone: 'c.timezone',
    localStart: 'c.localStart',
    sessionId: 's.id',
    clientName: 'client.fullName',
    psychologistName: 'psychologist.fullName',
  });
}

export type StoredWallTime = Pick<Counseling, 'id' | 'startsAt' | 'timezone' | 'localStart'>;

/** The next bookings that start after `now`, or after another one in the order of starts. */
export function findUpcomingWallTimes(
  manager: EntityManager,
  { now, after, limit }: { now: Date; after: StoredWallTime | undefined; limit: number },
): Promise<StoredWallTime[]> {
  const open = { releasedAt: IsNull() };
  return manager.find(Counseling, {
    select: { id: true, startsAt: true, timezone: true, localStart: true },
    where: after
      ? [
          { ...open, startsAt: MoreThan(after.startsAt) },
          { ...open, startsAt: after.startsAt, id: MoreThan(after.id) },
        ]
      : { ...open, startsAt: MoreThan(now) },
    order: { startsAt: 'ASC', id: 'ASC' },
    take: limit,
  });
}

/** The booking may have moved since it was read. */
export async function fillLocalStart(
  manager: EntityManager,
  { id, startsAt, timezone }: StoredWallTime,
  localStart: string,
): Promise<void> {
  await manager.update(
    Counseling,
    { id, startsAt, timezone, localStart: IsNull() },
    { localStart },
  );
}
