import type { EntityManager } from 'typeorm';
import type { Clock } from '../../clock';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import { findBookings } from '../booking/counseling-repository';
import { notifyOtherParticipants } from '../booking/notify-participants';
import { isAvailable } from './availability-policy';
import type { Availability, Span } from './availability-policy';
import { loadAvailability } from './availability-repository';
import type { PsychologistAvailability } from './availability-repository';
import { viewOwnAvailability } from './own-availability';
import type { OwnAvailability } from './own-availability';

export interface AvailabilityChange {
  change: (tx: EntityManager) => Promise<void>;
  /** Selects the bookings that conflict with the change. */
  isAffected?: (booking: Span, own: Availability) => boolean;
}

/**
 * Changes a psychologist's availability. Bookings stay; the response lists those in conflict, and
 * the participants of those that were not in conflict before are notified. The lock makes a
 * concurrent booking either see the change or be listed.
 */
export async function changeAvailability(
  services: { db: Db; clock: Clock },
  principal: Principal,
  { change, isAffected = () => false }: AvailabilityChange,
): Promise<OwnAvailability> {
  return inTransaction(services.db, async (tx) => {
    await lockForTransaction(tx, { 'book:psychologist': [principal.id] });
    const at = new Date(services.clock.now());
    const before = await loadOwn(tx, principal.id, at);
    await change(tx);
    const after = await loadOwn(tx, principal.id, at);
    const bookings = await findBookings(tx, principal.id, at);
    const affected = bookings.filter((booking) => isAffected(booking, after));
    for (const counseling of affected.filter((booking) => isAvailable(before, booking))) {
      await notifyOtherParticipants(tx, { counseling, kind: 'session_outside_hours', at });
    }
    return viewOwnAvailability(after, affected);
  });
}

async function loadOwn(
  tx: EntityManager,
  psychologistId: string,
  from: Date,
): Promise<PsychologistAvailability> {
  const [own] = await loadAvailability(tx, { psychologistIds: [psychologistId], from });
  if (!own) throw new AppError('psychologist-not-found');
  return own;
}
