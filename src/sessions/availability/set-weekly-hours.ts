import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { updateTimezone } from '../../users/user-repository';
import type { Clock } from '../../clock';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { isAvailable } from './availability-policy';
import { replaceHours } from './availability-repository';
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
    if (timezone !== undefined) await updateTimezone(tx, principal.id, timezone);
    await replaceHours(tx, principal.id, hours);
    const now = services.clock.now();
    return viewOwnAvailability(tx, { psychologistId: principal.id, now }, (booking, own) => {
      return !isAvailable({ ...own, timeOff: [] }, booking);
    });
  });
}
