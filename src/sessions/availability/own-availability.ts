import type { CounselingRecord } from '../booking/counseling-repository';
import type { Method } from '../../enums';
import type { PsychologistAvailability } from './availability-repository';
import { viewPsychologist } from './psychologist-view';
import type { PsychologistView } from './psychologist-view';

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

export function viewOwnAvailability(
  own: PsychologistAvailability,
  affected: CounselingRecord[],
): OwnAvailability {
  return { ...viewPsychologist(own), affected: affected.map(viewBooking) };
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
