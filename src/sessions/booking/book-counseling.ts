import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionRules } from '../../config/config';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { isAvailable } from '../availability/availability-policy';
import { loadAvailability } from '../availability/availability-repository';
import { validateSpan, rulesFor } from './booking-rules';
import type { BookingInput } from './booking-schemas';
import { resolveLocalSpan } from './local-time';
import { rankPsychologists, withCapacity } from './rank-psychologists';
import type { RequestedSlot } from './rank-psychologists';
import { findCounseling, insertCounseling } from './counseling-repository';
import { viewCounseling } from './counseling-view';
import type { CounselingView } from './counseling-view';
import { encryptNotes } from './counseling-encryption';
import { withNextFreeSlots } from './next-free-slots';
import { recordNothing } from '../../idempotency/record-answer';
import type { RecordAnswer, Recorded } from '../../idempotency/record-answer';
import { insertNotifications } from '../notification-repository';
import type { NewNotification } from '../notification-repository';
import { planSession } from '../timeline/plan-session';
import { insertSession } from '../session-repository';
import type { SessionServices } from '../session-services';

export type BookedCounseling = CounselingView & {
  /** Wall-clock times that occur twice that day; the earlier instant is used (C-55). */
  ambiguousTimes?: string[];
};

interface Booking {
  requested: RequestedSlot;
  psychologistId: string;
  input: BookingInput;
  rules: SessionRules;
  ambiguous: string[];
  recordAnswer: RecordAnswer;
}

interface CreatedBooking {
  booking: Booking;
  id: string;
  sessionId: string | null;
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
  const { psychologistId, timezone } = input;
  const requested = { clientId: client.id, psychologistId, startsAt, endsAt, timezone };
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
  booking: Omit<Booking, 'psychologistId'>,
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

async function bookWith(services: SessionServices, booking: Booking): Promise<BookedCounseling> {
  const id = randomUUID();
  const at = new Date(services.clock.now());
  const { requested, psychologistId, input } = booking;
  try {
    return await inTransaction(services.db, async (tx) => {
      await claimSlot(tx, psychologistId, requested);
      await insertCounseling(tx, {
        ...requested,
        ...encryptNotes(services.cipher, id, input.notes),
        id,
        psychologistId,
        method: input.method,
        createdAt: at,
      });
      const events =
        input.method === 'chat' ? await createSession(tx, services, { id, booking, at }) : [];
      const sessionId = events.find((event) => event.kind === 'session.changed')?.sessionId ?? null;
      const notified = await insertNotifications(
        tx,
        bookingNotifications({ booking, id, sessionId }),
        at,
      );
      await appendEvents(tx, [...events, ...notified]);
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
  { cipher, clock }: SessionServices,
  { id, booking: { ambiguous } }: { id: string; booking: Booking },
): Promise<BookedCounseling> {
  const row = await findCounseling(tx, id);
  if (!row) throw new AppError('counseling-not-found');
  const view = viewCounseling(cipher, row, clock.now());
  return ambiguous.length > 0 ? { ...view, ambiguousTimes: ambiguous } : view;
}

/** The psychologist is notified; the client of a chat counseling is invited (tutoring-37). */
function bookingNotifications({ booking, id, sessionId }: CreatedBooking): NewNotification[] {
  const about = { counselingId: id, sessionId };
  const { psychologistId, requested } = booking;
  return [
    { ...about, userId: psychologistId, kind: 'session_booked' },
    ...(sessionId
      ? [{ ...about, userId: requested.clientId, kind: 'session_invited' as const }]
      : []),
  ];
}

/**
 * Locks client and psychologist, then checks availability and capacity again: both may have
 * changed since the ranking.
 */
export async function claimSlot(
  tx: EntityManager,
  psychologistId: string,
  requested: RequestedSlot,
): Promise<void> {
  await lockForTransaction(tx, {
    'book:client': [requested.clientId],
    'book:psychologist': [psychologistId],
  });
  const [own] = await loadAvailability(tx, {
    psychologistIds: [psychologistId],
    from: requested.startsAt,
  });
  if (!own || !isAvailable(own, requested)) throw new AppError('psychologist-unavailable');
  const [free] = await withCapacity(tx, [psychologistId], requested);
  if (!free) throw new AppError('psychologist-full');
}

async function createSession(
  tx: EntityManager,
  services: SessionServices,
  { id, booking, at }: { id: string; booking: Booking; at: Date },
): Promise<OutboxEvent[]> {
  const sessionId = randomUUID();
  const { psychologistId, rules } = booking;
  const { clientId, startsAt, endsAt } = booking.requested;
  const participants = [clientId, psychologistId];
  const conversationId = await services.conversations.create(tx, participants, at);
  await insertSession(tx, {
    id: sessionId,
    counselingId: id,
    conversationId,
    clientId,
    psychologistId,
  });
  const timers = await planSession(tx, { sessionId, generation: 1, startsAt, endsAt }, rules);
  return [
    {
      kind: 'session.changed',
      sessionId,
      conversationId,
      counselingId: id,
      status: 'pending',
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      at: at.toISOString(),
    },
    timers,
  ];
}
