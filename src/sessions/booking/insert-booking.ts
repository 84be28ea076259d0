import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { SessionRules } from '../../config/config';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import { AppError } from '../../errors';
import { isAvailable } from '../availability/availability-policy';
import { loadAvailability } from '../availability/availability-repository';
import type { NewNotification } from '../notification-repository';
import { sessionChanged } from '../session-changed';
import { insertSession } from '../session-repository';
import type { SessionServices } from '../session-services';
import { planSession } from '../timeline/plan-session';
import type { BookingInput } from './booking-schemas';
import { encryptNotes } from './counseling-encryption';
import { countOpenBookings, insertCounseling } from './counseling-repository';
import { withCapacity } from './rank-psychologists';
import type { RequestedSlot } from './rank-psychologists';

export interface Booking {
  requested: RequestedSlot;
  psychologistId: string;
  input: Pick<BookingInput, 'method' | 'notes'>;
  rules: SessionRules;
}

interface NewBooking {
  booking: Booking;
  id: string;
  seriesId: string | null;
  at: Date;
}

export interface InsertedBooking {
  id: string;
  sessionId: string | null;
  events: OutboxEvent[];
}

/** Inserts a counseling and, for the method chat, its session; the caller has claimed the slot. */
export async function insertBooking(
  tx: EntityManager,
  services: SessionServices,
  { booking, id, seriesId, at }: NewBooking,
): Promise<InsertedBooking> {
  const { requested, psychologistId, input } = booking;
  await insertCounseling(tx, {
    ...requested,
    ...encryptNotes(services.cipher, id, input.notes),
    id,
    psychologistId,
    seriesId,
    createdAt: at,
  });
  if (input.method !== 'chat') return { id, sessionId: null, events: [] };
  const sessionId = randomUUID();
  return {
    id,
    sessionId,
    events: await createSession(tx, services, { id, sessionId, booking, at }),
  };
}

/** The psychologist is notified; the client of a chat counseling is invited (tutoring-37). */
export function bookingNotifications(
  { psychologistId, requested }: Booking,
  { id, sessionId }: InsertedBooking,
  kind: 'session_booked' | 'series_booked',
): NewNotification[] {
  const about = { counselingId: id, sessionId };
  return [
    { ...about, userId: psychologistId, kind },
    ...(sessionId
      ? [{ ...about, userId: requested.clientId, kind: 'session_invited' as const }]
      : []),
  ];
}

/**
 * The final check for booking conflicts: locks client and psychologist, then checks availability and
 * capacity (`hasCapacity`) again, as both may have changed since the ranking. Bookings of the same client that
 * overlap violate the constraint `counselings_client_overlap`.
 */
export async function claimSlot(
  tx: EntityManager,
  psychologistId: string,
  requested: RequestedSlot,
): Promise<void> {
  await lockParticipants(tx, psychologistId, requested);
  const [own] = await loadAvailability(tx, {
    psychologistIds: [psychologistId],
    from: requested.startsAt,
  });
  if (!own || !isAvailable(own, requested)) throw new AppError('psychologist-unavailable');
  const [free] = await withCapacity(tx, [own], requested);
  if (!free) throw new AppError('psychologist-full');
}

/** Serialises the bookings of a client, and of a psychologist. */
export function lockParticipants(
  tx: EntityManager,
  psychologistId: string,
  { clientId }: { clientId: string },
): Promise<void> {
  return lockForTransaction(tx, {
    'book:client': [clientId],
    'book:psychologist': [psychologistId],
  });
}

/** The client is locked: concurrent bookings cannot exceed the limit together. */
export async function requireBookingLeft(
  tx: EntityManager,
  clientId: string,
  { rules: { bookingLimit }, at }: { rules: SessionRules; at: Date },
): Promise<void> {
  if (bookingLimit === 0 || (await countOpenBookings(tx, clientId, at)) < bookingLimit) return;
  throw new AppError('too-many-bookings', {
    message: `You have ${bookingLimit} open bookings, which is the maximum. Book again after one of them is over, or cancel one`,
    details: { limit: bookingLimit },
  });
}

async function createSession(
  tx: EntityManager,
  services: SessionServices,
  { id, sessionId, booking, at }: { id: string; sessionId: string; booking: Booking; at: Date },
): Promise<OutboxEvent[]> {
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
  const session = {
    id: sessionId,
    counselingId: id,
    conversationId,
    status: 'pending' as const,
    startsAt,
    endsAt,
  };
  return [sessionChanged(session, at), timers];
}
