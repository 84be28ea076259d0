import { Any, IsNull, LessThan, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { TimeOff } from '../../database/entities/sessions/time-off';
import { WeeklyHours } from '../../database/entities/sessions/weekly-hours';
import { User } from '../../database/entities/users/user';
import { jsonRows } from '../../database/json-rows';
import { selectRows } from '../../database/select-rows';
import type { Availability, Span } from './availability-policy';

export interface PsychologistAvailability extends Availability {
  id: string;
  fullName: string;
  timeOff: readonly (Span & { id: string })[];
}

type Hours = Availability['hours'][number];

interface Row {
  id: string;
  fullName: string;
  timezone: string;
  hours: Hours[];
  timeOff: JsonTimeOff[];
}

interface JsonTimeOff {
  id: string;
  startsAt: string;
  endsAt: string;
}

/** All psychologists or the given ones, by id, with the time off that ends after `from`. */
export async function loadAvailability(
  manager: EntityManager,
  { psychologistIds, from }: { psychologistIds?: readonly string[]; from: Date },
): Promise<PsychologistAvailability[]> {
  const query = manager
    .createQueryBuilder(User, 'u')
    .where({ role: 'psychologist', removedAt: IsNull() })
    .orderBy('u.id')
    .setParameters({ from });
  if (psychologistIds) query.andWhere({ id: Any(psychologistIds) });
  const hours = jsonRows<Hours>(
    manager.createQueryBuilder(WeeklyHours, 'w').where('w.psychologistId = u.id'),
    { weekday: 'w.weekday', startMinute: 'w.startMinute', endMinute: 'w.endMinute' },
    'w.weekday, w.startMinute',
  );
  const timeOff = jsonRows<JsonTimeOff>(
    manager
      .createQueryBuilder(TimeOff, 'off')
      .where('off.psychologistId = u.id AND off.endsAt > :from'),
    { id: 'CAST(off.id AS text)', startsAt: 'off.startsAt', endsAt: 'off.endsAt' },
    'off.startsAt',
  );
  const rows = await selectRows<Row>(query, {
    id: 'u.id',
    fullName: 'u.fullName',
    timezone: 'u.timezone',
    hours,
    timeOff,
  });
  return rows.map((row) => ({
    ...row,
    timeOff: row.timeOff.map((off) => ({
      id: off.id,
      startsAt: new Date(off.startsAt),
      endsAt: new Date(off.endsAt),
    })),
  }));
}

/** Replaces the weekly hours of a psychologist. */
export async function replaceHours(
  tx: EntityManager,
  psychologistId: string,
  hours: Availability['hours'],
): Promise<void> {
  await tx.delete(WeeklyHours, { psychologistId });
  if (hours.length === 0) return;
  await tx.insert(
    WeeklyHours,
    hours.map((interval) => ({ ...interval, psychologistId })),
  );
}

/** The earliest time off that overlaps a span. */
export function findOverlappingTimeOff(
  tx: EntityManager,
  psychologistId: string,
  { startsAt, endsAt }: Span,
): Promise<Span | null> {
  return tx.findOne(TimeOff, {
    where: { psychologistId, startsAt: LessThan(endsAt), endsAt: MoreThan(startsAt) },
    order: { startsAt: 'ASC' },
  });
}

export async function insertTimeOff(
  tx: EntityManager,
  psychologistId: string,
  { startsAt, endsAt }: Span,
): Promise<void> {
  await tx.insert(TimeOff, { psychologistId, startsAt, endsAt });
}

/** False when the psychologist has no such time off. */
export async function deleteTimeOff(
  manager: EntityManager,
  psychologistId: string,
  id: string,
): Promise<boolean> {
  const { affected } = await manager.delete(TimeOff, { id, psychologistId });
  return affected === 1;
}

export async function deleteAvailability(tx: EntityManager, psychologistId: string): Promise<void> {
  await tx.delete(WeeklyHours, { psychologistId });
  await tx.delete(TimeOff, { psychologistId });
}
