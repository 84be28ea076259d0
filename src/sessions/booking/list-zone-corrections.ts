import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionServices } from '../session-services';
import { findZoneCorrections } from './zone-correction-repository';

export interface ZoneCorrectionView {
  counselingId: string;
  sessionId: string | null;
  clientName: string;
  psychologistName: string;
  timezone: string;
  /** Booked wall time, `yyyy-MM-ddTHH:mm:ss` in `timezone`. */
  bookedStart: string | null;
  /** The instant by the previous rules of the zone. */
  previousStart: string;
  /** The instant by the present rules; null when the booking could not be moved. */
  movedTo: string | null;
  /** Error code of the failed move. */
  problem: string | null;
  foundAt: string;
}

const MAX_LISTED = 100;

/** Bookings that a change of time zone rules concerned and that are not over, for the team. */
export async function listZoneCorrections(
  { db, clock }: Pick<SessionServices, 'db' | 'clock'>,
  principal: Principal,
): Promise<ZoneCorrectionView[]> {
  requireRole(principal, 'team');
  const rows = await findZoneCorrections(db.source.manager, new Date(clock.now()), MAX_LISTED);
  return rows.map(({ localStart, startsAt, movedTo, foundAt, ...row }) => ({
    ...row,
    bookedStart: localStart,
    previousStart: startsAt.toISOString(),
    movedTo: movedTo?.toISOString() ?? null,
    foundAt: foundAt.toISOString(),
  }));
}
