import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import type { SessionRules } from '../../config/config';
import { lockForTransaction } from '../../database/advisory-lock';
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
import { insertNotifications } from '../notification-repository';
import type { NewNotification } from '../notification-repository';
import { planSession } from '../timeline/plan-session';
import type { SessionServices } from '../session-services';

export type BookedCounseling = CounselingView & {
  /** Wall-clock times that occur twice that day; the earlier instant was taken (C-55). */
  ambiguousTimes?: string[];
};

interface Booking {
  requested: RequestedSlot;
  psychologistId: string;
  input: BookingInput;
  rules: SessionRules;
}

interface CreatedBooking {
  booking: Booking;
  id: string;
  sessionId: string | null;
}

/**
 * Books a counseling; for the method chat also its pending session, its conversation and its four
 * timers, all in one transaction (counseling-14…19). Refusals for want of a place carry the next
 * free slots. The client's and the psychologist's places are guarded by locks, so of many bookings
 * for the last place exactly one succeeds (C-14).
 */
export async function bookCounseling(
  services: SessionServices,
  client: Principal,
  input: BookingInput,
): Promise<BookedCounseling> {
  const span = resolveLocalSpan(input);
  const { startsAt, endsAt, ambiguous } = span;
  const rules = rulesFor(input.pace, services);
  validateSpan(span, rules, services.clock.now());
  const { psychologistId, timezone } = input;
  const wanted = { clientId: client.id, psychologistId, startsAt, endsAt, timezone };
  const id = await withNextFreeSlots(services, wanted, () =>
    services.bookingSlots.runExclusive(() =>
      bookFirstAvailable(services, { requested: wanted, input, rules }),
    ),
  );
  const row = await findCounseling(services.db.source.manager, id);
  if (!row) throw new AppError('counseling-not-found');
  const view = viewCounseling(services.cipher, row, services.clock.now());
  return ambiguous.length > 0 ? { ...view, ambiguousTimes: ambiguous } : view;
}

/** What may have changed since a psychologist was ranked as free. */
const TAKEN_MEANWHILE: ErrorCode[] = ['psychologist-full', 'psychologist-unavailable'];

/** Somebody may take the place between ranking and booking: then the next in rank is tried. */
async function bookFirstAvailable(
  services: SessionServices,
  booking: Omit<Booking, 'psychologistId'>,
): Promise<string> {
  const ranked = await rankPsychologists(services.db.source.manager, booking.requested);
  let refusal: AppError | undefined;
  for (const psychologistId of ranked) {
    try {
      return await bookWith(services, { ...booking, psychologistId });
    } catch (error) {
      if (!(error instanceof AppError) || !TAKEN_MEANWHILE.includes(error.code)) throw error;
      refusal = error;
    }
  }
  if (booking.requested.psychologistId && refusal) throw refusal;
  throw new AppError('nobody-available', { cause: refusal });
}

async function bookWith(services: SessionServices, booking: Booking): Promise<string> {
  const id = randomUUID();
  const at = new Date(services.clock.now());
  const { requested: wanted, psychologistId, input } = booking;
  try {
    await inTransaction(services.db, async (tx) => {
      await claimSlot(tx, psychologistId, wanted);
      await insertCounseling(tx, {
        ...wanted,
        ...encryptNotes(services.cipher, id, input.notes),
        id,
        psychologistId,
        method: input.method,
        at,
      });
      const events =
        input.method === 'chat' ? await createSession(tx, services, { id, booking, at }) : [];
      const sessionId = events.find((event) => event.kind === 'session.changed')?.sessionId ?? null;
      const told = await insertNotifications(
        tx,
        bookingNotifications({ booking, id, sessionId }),
        at,
      );
      await appendEvents(tx, [...events, ...told]);
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'counselings_client_overlap') throw error;
    throw new AppError('client-overlap', { cause: error });
  }
  return id;
}

/** The psychologist hears of the booking; a client who got a room is invited to it (tutoring-37). */
function bookingNotifications({ booking, id, sessionId }: CreatedBooking): NewNotification[] {
  const about = { counselingId: id, sessionId };
  const { psychologistId, requested: wanted } = booking;
  return [
    { ...about, userId: psychologistId, kind: 'session_booked' },
    ...(sessionId ? [{ ...about, userId: wanted.clientId, kind: 'session_invited' as const }] : []),
  ];
}

/**
 * Locks the client's and the psychologist's places, then looks once more whether one is free: both
 * another booking and the psychologist's own change of hours may have come between.
 */
export async function claimSlot(
  tx: EntityManager,
  psychologistId: string,
  wanted: RequestedSlot,
): Promise<void> {
  await lockForTransaction(tx, {
    'book:client': [wanted.clientId],
    'book:psychologist': [psychologistId],
  });
  const [own] = await loadAvailability(tx, {
    psychologistIds: [psychologistId],
    from: wanted.startsAt,
  });
  if (!own || !isAvailable(own, wanted)) throw new AppError('psychologist-unavailable');
  const [free] = await withCapacity(tx, [psychologistId], wanted);
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
  const people = [clientId, psychologistId];
  const conversationId = await services.conversations.create(tx, people, at);
  await tx.query(
    `INSERT INTO chat_sessions (id, counseling_id, conversation_id, client_id, psychologist_id, status)
     VALUES ($1, $2, $3, $4, $5, 'pending')`,
    [sessionId, id, conversationId, clientId, psychologistId],
  );
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
