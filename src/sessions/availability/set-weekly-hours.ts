import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { updateTimezone } from '../../users/user-repository';
import { replaceWeeklyHours } from '../../users/weekly-hours-repository';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { isOutsideHours } from './availability-policy';
import type { WeeklyHoursInput } from './availability-schemas';
import { changeAvailability } from './change-availability';
import type { OwnAvailability } from './own-availability';

/** Replaces the weekly hours of a psychologist; the response lists bookings now outside. */
export async function setWeeklyHours(
  services: { db: Db; clock: Clock },
  principal: Principal,
  { hours, timezone }: WeeklyHoursInput,
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  return changeAvailability(services, principal, {
    change: async (tx) => {
      if (timezone !== undefined) await updateTimezone(tx, principal.id, timezone);
      await replaceWeeklyHours(tx, principal.id, hours);
    },
    isAffected: isOutsideHours,
  });
}
