import { DateTime } from 'luxon';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { invalidField } from '../booking/booking-rules';
import { isOutsideHours } from './availability-policy';
import { replaceDateHours } from './availability-repository';
import type { DateHoursInput } from './availability-schemas';
import { changeAvailability } from './change-availability';
import type { OwnAvailability } from './own-availability';

const YEARS_AHEAD = 3;

/** Sets the hours of one date in place of the weekly ones; the response lists bookings now outside. */
export async function setDateHours(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: DateHoursInput,
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  rejectInvalidDate(input.date, services.clock.now());
  return changeAvailability(services, principal, {
    change: async (tx) => {
      await replaceDateHours(tx, principal.id, input);
    },
    isAffected: isOutsideHours,
  });
}

/** The weekly hours apply to the date again. */
export async function removeDateHours(
  services: { db: Db; clock: Clock },
  principal: Principal,
  { date }: { date: string },
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  return changeAvailability(services, principal, {
    change: async (tx) => {
      const removed = await replaceDateHours(tx, principal.id, { date, hours: null });
      if (!removed) throw new AppError('date-hours-not-found');
    },
    isAffected: isOutsideHours,
  });
}

/** The date may be over in UTC and still run in the psychologist's zone. */
function rejectInvalidDate(date: string, now: number): void {
  const today = DateTime.fromMillis(now, { zone: 'utc' });
  if (date < (today.minus({ days: 1 }).toISODate() ?? ''))
    throw invalidField('date', 'is in the past');
  if (date > (today.plus({ years: YEARS_AHEAD }).toISODate() ?? '')) {
    throw invalidField('date', `must be within the next ${YEARS_AHEAD} years`);
  }
}
