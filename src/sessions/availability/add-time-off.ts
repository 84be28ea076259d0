import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { Clock } from '../../clock';
import type { Db } from '../../database/db';
import { invalidField } from '../booking/booking-rules';
import type { Span } from './availability-policy';
import { overlaps } from './capacity-policy';
import { findOverlappingTimeOff, insertTimeOff } from './availability-repository';
import type { TimeOffInput } from './availability-schemas';
import { changeAvailability } from './change-availability';
import type { OwnAvailability } from './own-availability';

const YEARS_AHEAD = 3;

/** Adds a span without sessions; the response lists the bookings in it. */
export async function addTimeOff(
  services: { db: Db; clock: Clock },
  principal: Principal,
  input: TimeOffInput,
): Promise<OwnAvailability> {
  requireRole(principal, 'psychologist');
  const now = services.clock.now();
  rejectInvalidEnd(input, now);
  return changeAvailability(services, principal, {
    change: async (tx) => {
      await rejectOverlap(tx, principal.id, input);
      await insertTimeOff(tx, principal.id, input);
    },
    isAffected: (booking) => overlaps(booking, input),
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
