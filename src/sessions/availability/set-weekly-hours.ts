import type { EntityManager } from 'typeorm';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { isAvailable } from './availability-policy';
import type { WeeklyHoursInput } from './availability-schemas';
import { viewOwnAvailability } from './own-availability';
import type { OwnAvailability } from './own-availability';

/**
 * Replaces the weekly hours of a psychologist. Bookings stay; the response lists those now
 * outside. The lock makes a concurrent booking either see the new hours or be listed.
 */
export async function setWeeklyHours(
  services: { db: Db; clock: Clock },
  principal: Principal,
  { hours, timezone }: WeeklyHoursInput,
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  return inTransaction(services.db, async (tx) => {
    await lockForTransaction(tx, { 'book:psychologist': [principal.id] });
    if (timezone !== undefined) {
      await tx.query('UPDATE users SET timezone = $2 WHERE id = $1', [principal.id, timezone]);
    }
    await replaceHours(tx, principal.id, hours);
    const now = services.clock.now();
    return viewOwnAvailability(tx, { psychologistId: principal.id, now }, (booking, own) => {
      return !isAvailable({ ...own, timeOff: [] }, booking);
    });
  });
}

async function replaceHours(
  tx: EntityManager,
  psychologistId: string,
  hours: WeeklyHoursInput['hours'],
): Promise<void> {
  await tx.query('DELETE FROM weekly_hours WHERE psychologist_id = $1', [psychologistId]);
  await tx.query(
    `INSERT INTO weekly_hours (psychologist_id, weekday, start_minute, end_minute)
     SELECT $1::bigint, * FROM unnest($2::smallint[], $3::smallint[], $4::smallint[])`,
    [
      psychologistId,
      hours.map((interval) => interval.weekday),
      hours.map((interval) => interval.startMinute),
      hours.map((interval) => interval.endMinute),
    ],
  );
}
