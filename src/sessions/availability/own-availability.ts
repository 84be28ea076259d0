import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import type { Availability, Span } from './availability-policy';
import { loadAvailability } from './availability-repository';
import { viewPsychologist } from './psychologist-view';
import type { PsychologistView } from './psychologist-view';
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
  const bookings = await loadBookings(manager, psychologistId, from);
  const affected = bookings.filter((booking) => isAffected(booking, own)).map(viewBooking);
  return { ...viewPsychologist(own), affected };
}

function viewBooking({ clientId, clientName, ...booking }: BookingRow): AffectedBooking {
  return {
    ...booking,
    client: { id: clientId, fullName: clientName },
    startsAt: booking.startsAt.toISOString(),
    endsAt: booking.endsAt.toISOString(),
  };
}

interface BookingRow extends Span {
  counselingId: string;
  sessionId: string | null;
  method: Method;
  clientId: string;
  clientName: string;
}

/** Bookings of a psychologist that have not ended, by start. */
async function loadBookings(
  manager: EntityManager,
  psychologistId: string,
  from: Date,
): Promise<BookingRow[]> {
  return manager.query<BookingRow[]>(
    `SELECT c.id AS "counselingId", s.id AS "sessionId", c.method, c.starts_at AS "startsAt",
       c.ends_at AS "endsAt", client.id AS "clientId", client.full_name AS "clientName"
     FROM counselings c
     JOIN users client ON client.id = c.client_id
     LEFT JOIN chat_sessions s ON s.counseling_id = c.id
     WHERE c.psychologist_id = $1 AND c.released_at IS NULL
       AND c.starts_at > $2::timestamptz - interval '2 days' AND c.ends_at > $2
     ORDER BY c.starts_at, c.id`,
    [psychologistId, from],
  );
}
