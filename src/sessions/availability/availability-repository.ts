import { Any, IsNull, LessThan, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { BookingSettings } from '../../database/entities/sessions/booking-settings';
import { DateHours } from '../../database/entities/sessions/date-hours';
import { TimeOff } from '../../database/entities/sessions/time-off';
import { WeeklyHours } from '../../database/entities/sessions/weekly-hours';
import { User } from '../../database/entities/users/user';
import { jsonRows } from '../../database/json-rows';
import { selectRows } from '../../database/select-rows';
import { replaceWeeklyHours } from '../../users/weekly-hours-repository';
import type { Availability, Span } from './availability-policy';

export interface PsychologistAvailability extends Availability {
  id: string;
  fullName: string;
  timeOff: readonly (Span & { id: string })[];
  dates: readonly OwnDate[];
  /** Free time between two sessions that do not overlap. */
  bufferMinutes: number;
}

type OwnDate = Pick<DateHours, 'date' | 'hours'>;
type Hours = Availability['hours'][number];

interface Row {
  id: string;
  fullName: string;
  timezone: string;
  hours: Hours[];
  timeOff: JsonTimeOff[];
  dates: OwnDate[];
  bufferMinutes: number;
}

interface JsonTimeOff {
  id: string;
  startsAt: string;
  endsAt: string;
}

/**
 * All psychologists or the given ones, by id, with the time off and the dates that end after
 * `from`.
 */
export async function loadAvailability(
  manager: EntityManager,
  { psychologistIds, from }: { psychologistIds?: readonly string[]; from: Date },
): Promise<PsychologistAvailability[]> {
  const query = manager
    .createQueryBuilder(User, 'u')
    .leftJoin(BookingSettings, 'settings', 'settings.psychologistId = u.id')
    .where({ role: 'psychologist', removedAt: IsNull() })
    .orderBy('u.id')
    .setParameters({ from });
  if (psychologistIds) query.andWhere({ id: Any(psychologistIds) });
  const rows = await selectRows<Row>(query, {
    id: 'u.id',
    fullName: 'u.fullName',
    timezone: 'u.timezone',
    ...ownRows(manager),
    bufferMinutes: 'coalesce(settings.bufferMinutes, 0)',
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

/** Selects the hours, time off and dates of the user `u`; `:from` bounds the last two. */
function ownRows(manager: EntityManager): Record<'hours' | 'timeOff' | 'dates', string> {
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
  const dates = jsonRows<OwnDate>(
    manager
      .createQueryBuilder(DateHours, 'd')
      .where(`d.psychologistId = u.id AND d.date > CAST(:from AS timestamptz) - interval '2 days'`),
    { date: 'd.date', hours: 'd.hours' },
    'd.date',
  );
  return { hours, timeOff, dates };
}

/** Sets the hours of a date; null: the weekly hours apply again. */
export async function replaceDateHours(
  tx: EntityManager,
  psychologistId: string,
  { date, hours }: { date: string; hours: DateHours['hours'] | null },
): Promise<boolean> {
  if (hours) {
    await tx.upsert(DateHours, { psychologistId, date, hours }, ['psychologistId', 'date']);
    return true;
  }
  const { affected } = await tx.delete(DateHours, { psychologistId, date });
  return affected === 1;
}

export async function findBufferMinutes(
  manager: EntityManager,
  psychologistId: string,
): Promise<number> {
  const settings = await manager.findOneBy(BookingSettings, { psychologistId });
  return settings?.bufferMinutes ?? 0;
}

export async function updateBuffer(
  tx: EntityManager,
  psychologistId: string,
  bufferMinutes: number,
): Promise<void> {
  await tx.upsert(BookingSettings, { psychologistId, bufferMinutes }, ['psychologistId']);
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
  await replaceWeeklyHours(tx, psychologistId, []);
  await tx.delete(TimeOff, { psychologistId });
  await tx.delete(DateHours, { psychologistId });
  await tx.delete(BookingSettings, { psychologistId });
}
