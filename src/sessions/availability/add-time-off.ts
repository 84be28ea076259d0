import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { invalidField } from '../booking/booking-rules';
import type { Span } from './availability-policy';
import { findOverlappingTimeOff, insertTimeOff } from './availability-repository';
import type { TimeOffInput } from './availability-schemas';
import { viewOwnAvailability } from './own-availability';
import type { OwnAvailability } from './own-availability';

const YEARS_AHEAD = 3;

/**
 * Adds a span without sessions. Bookings in it stay and are listed in the response;
 * `setWeeklyHours` explains the lock.
 */
export async function addTimeOff(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: TimeOffInput,
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  const now = services.clock.now();
  rejectInvalidEnd(input, now);
  return inTransaction(services.db, async (tx) => {
    await lockForTransaction(tx, { 'book:psychologist': [principal.id] });
    await rejectOverlap(tx, principal.id, input);
    await insertTimeOff(tx, principal.id, input);
    return viewOwnAvailability(tx, { psychologistId: principal.id, now }, (booking) =>
      overlaps(booking, input),
    );
  });
}

function rejectInvalidEnd({ endsAt }: Span, now: number): void {
  if (endsAt.getTime() <= now) throw invalidField('endsAt', 'is in the past');
  const last = DateTime.fromMillis(now).plus({ years: YEARS_AHEAD });
  if (endsAt.getTime() > last.toMillis()) {
    throw invalidField('endsAt', `must be within the next ${YEARS_AHEAD} years`);
  }
}

async function rejectOverlap(tx: EntityManager, psychologistId: string, span: Span): Promise<void> {
  const other = await findOverlappingTimeOff(tx, psychologistId, span);
  if (!other) return;
  const [from, to] = [other.startsAt.toISOString(), other.endsAt.toISOString()];
  throw invalidField('startsAt', `overlaps your time off from ${from} to ${to}`);
}

function overlaps(a: Span, b: Span): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}
