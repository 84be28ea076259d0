import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { validateSpan, rulesFor } from './booking-rules';
import type { BookingInput } from './booking-schemas';
import {
  bookingNotifications,
  claimSlot,
  insertBooking,
  requireBookingLeft,
} from './insert-booking';
import type { Booking } from './insert-booking';
import { resolveLocalSpan } from './local-time';
import { rankPsychologists } from './rank-psychologists';
import { findCounseling } from './counseling-repository';
import { viewCounseling } from './counseling-view';
import type { CounselingView } from './counseling-view';
import { withNextFreeSlots } from './next-free-slots';
import { recordNothing } from '../../idempotency/record-answer';
import type { RecordAnswer, Recorded } from '../../idempotency/record-answer';
import { insertNotifications } from '../notification-repository';
import type { SessionServices } from '../session-services';

export type BookedCounseling = CounselingView & {
  /** Wall-clock times that occur twice that day; the earlier instant is used (C-55). */
  ambiguousTimes?: string[];
};

interface RequestedBooking extends Booking {
  ambiguous: string[];
  recordAnswer: RecordAnswer;
}

/**
 * Books a counseling and, for the method chat, its pending session, conversation and four timers
 * in one transaction (counseling-14…19). Rejections for lack of capacity carry the next free
 * slots. Locks on client and psychologist make exactly one of several concurrent bookings of the
 * last slot succeed (C-14).
 */
export async function bookCounseling(
  services: SessionServices,
  client: Principal,
  { recordAnswer = recordNothing, ...input }: BookingInput & Recorded,
): Promise<BookedCounseling> {
  requireRole(client, 'client');
  const span = resolveLocalSpan(input);
  const { startsAt, endsAt, ambiguous } = span;
  const rules = rulesFor(input.pace, services);
  validateSpan(span, rules, services.clock.now());
  const { psychologistId, method, timezone } = input;
  const requested = { clientId: client.id, psychologistId, method, startsAt, endsAt, timezone };
  return withNextFreeSlots(services, requested, () =>
    services.bookingSlots.runExclusive(() =>
      bookFirstAvailable(services, { requested, input, rules, ambiguous, recordAnswer }),
    ),
  );
}

/** Rejections that a concurrent booking may cause after the ranking. */
const TAKEN_MEANWHILE: ErrorCode[] = ['psychologist-full', 'psychologist-unavailable'];

/** Tries the psychologists in order of rank: a concurrent booking may have taken the slot. */
async function bookFirstAvailable(
  services: SessionServices,
  booking: Omit<RequestedBooking, 'psychologistId'>,
): Promise<BookedCounseling> {
  const ranked = await rankPsychologists(services.db.source.manager, booking.requested);
  let rejection: AppError | undefined;
  for (const psychologistId of ranked) {
    try {
      return await bookWith(services, { ...booking, psychologistId });
    } catch (error) {
      if (!(error instanceof AppError) || !TAKEN_MEANWHILE.includes(error.code)) throw error;
      rejection = error;
    }
  }
  if (booking.requested.psychologistId && rejection) throw rejection;
  throw new AppError('nobody-available', { cause: rejection });
}

async function bookWith(
  services: SessionServices,
  booking: RequestedBooking,
): Promise<BookedCounseling> {
  const id = randomUUID();
  const at = new Date(services.clock.now());
  try {
    return await inTransaction(services.db, async (tx) => {
      await claimSlot(tx, booking.psychologistId, booking.requested);
      await requireBookingLeft(tx, booking.requested.clientId, { rules: booking.rules, at });
      const created = await insertBooking(tx, services, { booking, id, seriesId: null, at });
      const notified = await insertNotifications(
        tx,
        bookingNotifications(booking, created, 'session_booked'),
        at,
      );
      await appendEvents(tx, [...created.events, ...notified]);
      const view = await viewBooked(tx, services, { id, booking });
      await booking.recordAnswer(tx, view);
      return view;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'counselings_client_overlap') throw error;
    throw new AppError('client-overlap', { cause: error });
  }
}

async function viewBooked(
  tx: EntityManager,
  services: SessionServices,
  { id, booking: { ambiguous } }: { id: string; booking: RequestedBooking },
): Promise<BookedCounseling> {
  const row = await findCounseling(tx, id);
  if (!row) throw new AppError('counseling-not-found');
  const view = viewCounseling(services, row, { role: 'client' });
  return ambiguous.length > 0 ? { ...view, ambiguousTimes: ambiguous } : view;
}
