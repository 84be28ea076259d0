import { setTimeout as pause } from 'node:timers/promises';
import { bookingBody } from '../../support/fixtures/book-session';
import { isAccepted } from '../clients/api-client';
import type { ApiClient, ChaosUser } from '../clients/api-client';
import { AblySubscriber } from '../clients/ably-subscriber';
import type { PlannedSession } from '../plan/plan-sessions';
import type { LoadLog, LoggedBooking } from './load-log';
import { Sender } from './sender';
import type { Attempt } from './sender';

/** Booked this long before the start, and given up this long before it. */
const BOOK_AHEAD_MS = 25_000;
const GIVE_UP_MS = 4_000;
const SUBSCRIBE_AHEAD_MS = 5_000;
const CANCEL_AHEAD_MS = 4_000;
const SEND_EVERY_MS = 900;
/** Messages of the end arrive before subscribers leave. */
const LEAVE_AFTER_MS = 4_000;

interface SessionLoad {
  api: ApiClient;
  ablyPort: number;
  log: LoadLog;
  name: string;
  client: ChaosUser;
  psychologist: ChaosUser;
  plan: PlannedSession;
  /** Beginning of the run. */
  begunAt: number;
}

/** One session: booked, subscribed to by both participants, filled with messages, ended by the system. */
export async function runSession(load: SessionLoad): Promise<void> {
  const { plan, begunAt, log, api } = load;
  // Bookings start with a whole second.
  const startsAt = Math.ceil((begunAt + plan.startsIn) / 1_000) * 1_000;
  const endsAt = startsAt + plan.lasts;
  await pauseUntil(startsAt - BOOK_AHEAD_MS);
  const booked = await book(load, startsAt);
  if (!booked) return;
  await pauseUntil(startsAt - SUBSCRIBE_AHEAD_MS);
  const { sessionId } = booked;
  const participants = [load.client, load.psychologist];
  const subscribers = participants.map((user) => {
    const session = { sessionId, conversation: load.name, ablyPort: load.ablyPort };
    return new AblySubscriber(api, user, session);
  });
  log.subscribers.push(...subscribers);
  if (plan.isCancelled) {
    await pauseUntil(startsAt - CANCEL_AHEAD_MS);
    await cancel(load, booked.counselingId);
    return;
  }
  await pauseUntil(startsAt);
  await exchangeMessages(load, sessionId, endsAt);
  await pauseUntil(endsAt + LEAVE_AFTER_MS);
  for (const subscriber of subscribers) {
    const hasEnd = subscriber.signals.some(({ status }) => status === 'completed');
    // Those that an outage keeps from the end stay to the end of the run.
    if (hasEnd) subscriber.leave();
  }
}

interface Booked {
  sessionId: string;
  counselingId: string;
}

async function book(load: SessionLoad, startsAt: number): Promise<Booked | undefined> {
  const { api, log, name, client, psychologist, plan } = load;
  const until = startsAt - GIVE_UP_MS;
  const times = { startsIn: startsAt - Date.now(), lasts: plan.lasts };
  const body = { ...bookingBody(times), psychologistId: psychologist.id };
  const call = { as: client, method: 'POST', path: '/api/v1/counselings/book', body } as const;
  const booking: LoggedBooking = { name, clientId: client.id };
  log.bookings.push(booking);
  const answer = await api.callUntilAnswered({ ...call, idempotencyKey: `book-${name}` }, until);
  if (!answer || !isAccepted(answer)) {
    log.unbooked.push(`${name}: ${answer?.status ?? 'no answer'} ${answer?.code ?? ''}`.trim());
    return undefined;
  }
  const { id, chatSession } = answer.data as {
    id: string;
    chatSession: { sessionId: string };
  };
  const { sessionId } = chatSession;
  booking.bookedAt = Date.now();
  log.sessions.push({ name, sessionId, bookedAt: booking.bookedAt });
  return { counselingId: id, sessionId };
}

async function cancel({ api, client }: SessionLoad, counselingId: string): Promise<void> {
  const path = `/api/v1/counselings/${counselingId}/cancel`;
  const call = { as: client, method: 'PUT', path, body: {} } as const;
  await api.callUntilAnswered(call, Date.now() + CANCEL_AHEAD_MS);
}

async function exchangeMessages(
  { api, log, name, client, psychologist }: SessionLoad,
  sessionId: string,
  endsAt: number,
): Promise<void> {
  const sender = new Sender(name, log.sent, () => api.isStopped);
  const attemptBy =
    (user: ChaosUser): Attempt =>
    async (message, clientMessageId) => {
      const body = { sessionId, message, messageType: 'text', clientMessageId };
      const path = '/api/v1/chat/messages';
      const answer = await api.call({ as: user, method: 'POST', path, body });
      return answer && { status: answer.status, messageId: idOf(answer.data) };
    };
  for (let turn = 0; Date.now() < endsAt && !api.isStopped; turn += 1) {
    const user = turn % 2 === 0 ? client : psychologist;
    await sender.send(user.id, attemptBy(user));
    await pause(SEND_EVERY_MS);
  }
}

export function idOf(data: unknown): string | undefined {
  const { id } = (data ?? {}) as { id?: string | number };
  return id === undefined ? undefined : String(id);
}

function pauseUntil(time: number): Promise<void> {
  return pause(Math.max(0, time - Date.now()));
}
