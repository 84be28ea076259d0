import { DateTime } from 'luxon';
import type { ApiResponse, TestUser, TestSystem } from './system';

export interface BookingOptions {
  /** Milliseconds from now; rounded up to a whole second. */
  startsIn?: number;
  /** Milliseconds. */
  lasts?: number;
  timezone?: string;
  psychologist?: TestUser;
  method?: string;
  notes?: string;
  pace?: 'demo';
}

/** The body of a booking that starts so far from now. */
export function bookingBody(wish: BookingOptions = {}): Record<string, unknown> {
  const timezone = wish.timezone ?? 'Asia/Jakarta';
  const startMs = Math.ceil((Date.now() + (wish.startsIn ?? 3_600_000)) / 1000) * 1000;
  const start = DateTime.fromMillis(startMs, { zone: timezone });
  const end = start.plus(wish.lasts ?? 30 * 60_000);
  return {
    method: wish.method ?? 'chat',
    date: start.toFormat('yyyy-MM-dd'),
    startTime: start.toFormat('HH:mm:ss'),
    endTime: end.toFormat('HH:mm:ss'),
    timezone,
    ...(wish.notes ? { notes: wish.notes } : {}),
    ...(wish.psychologist ? { psychologistId: wish.psychologist.id } : {}),
    ...(wish.pace ? { pace: wish.pace } : {}),
  };
}

export interface BookedSession {
  counselingId: string;
  sessionId: string;
  response: ApiResponse;
}

/** Books through the API and fails the test when that is refused. */
export async function bookSession(
  system: TestSystem,
  client: TestUser,
  wish: BookingOptions = {},
): Promise<BookedSession> {
  const answer = await system.call('POST', '/api/v1/counselings/book', {
    as: client,
    body: bookingBody(wish),
  });
  if (answer.status !== 201) throw new Error(`Not booked: ${JSON.stringify(answer.body)}`);
  return {
    counselingId: answer.body.data.id,
    sessionId: answer.body.data.chatSession?.sessionId,
    response: answer,
  };
}
