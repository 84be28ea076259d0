import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import type { Availability, Span } from './availability-policy';
import { loadAvailability } from './availability-repository';
import { viewPsychologist } from './psychologist-view';
import type { PsychologistView } from './psychologist-view';
import { findBookings } from '../booking/counseling-repository';
import type { CounselingRecord } from '../booking/counseling-repository';
import type { Method } from '../../enums';

/** A booking that a change of hours or time off conflicts with. It stays booked. */
export interface AffectedBooking {
  counselingId: string;
  sessionId: string | null;
  method: Method;
  client: { id: string; fullName: string };
  startsAt: string;
  endsAt: string;
}

export type OwnAvailability = PsychologistView & { affected: AffectedBooking[] };

/** The psychologist's availability with the future bookings that `isAffected` selects. */
export async function viewOwnAvailability(
  manager: EntityManager,
  { psychologistId, now }: { psychologistId: string; now: number },
  isAffected: (booking: Span, own: Availability) => boolean = () => false,
): Promise<OwnAvailability> {
  const from = new Date(now);
  const [own] = await loadAvailability(manager, { psychologistIds: [psychologistId], from });
  if (!own) throw new AppError('psychologist-not-found');
  const bookings = await findBookings(manager, psychologistId, from);
  const affected = bookings.filter((booking) => isAffected(booking, own)).map(viewBooking);
  return { ...viewPsychologist(own), affected };
}

function viewBooking(booking: CounselingRecord): AffectedBooking {
  return {
    counselingId: booking.id,
    sessionId: booking.sessionId,
    method: booking.method,
    client: { id: booking.clientId, fullName: booking.clientName },
    startsAt: booking.startsAt.toISOString(),
    endsAt: booking.endsAt.toISOString(),
  };
}
