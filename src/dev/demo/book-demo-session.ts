import { DateTime } from 'luxon';
import { DEMO_PASSWORD, DEMO_USERS } from '../../users/demo-users';
import { DemoError, ApiError } from './demo-api';
import type { DemoApi } from './demo-api';

/** The practice's own time; its clocks are never put forward or back. */
export const TIME_ZONE = 'Asia/Jakarta';

const STARTS_IN = { seconds: 15 };
const DURATION = { seconds: 40 };

export interface SignedInUser {
  id: string;
  fullName: string;
  role: string;
  token: string;
}

export interface DemoSession {
  sessionId: string;
  client: SignedInUser;
  psychologist: SignedInUser;
  startsAt: string;
  endsAt: string;
}

/** Everybody of one role among the demo people, signed in. */
export async function signInDemoUsers(api: DemoApi, role: string): Promise<SignedInUser[]> {
  const emails = DEMO_USERS.filter((person) => person.role === role).map(({ email }) => email);
  return Promise.all(
    emails.map(async (email) => {
      const { token, user } = await signIn(api, email);
      return { ...user, token };
    }),
  );
}

async function signIn(api: DemoApi, email: string) {
  try {
    return await api.post<{ token: string; user: Omit<SignedInUser, 'token'> }>('/auth/login', {
      body: { email, password: DEMO_PASSWORD },
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    throw new DemoError(
      `${api.url} does not know ${email}. \`npm start\` adds the demo people, ` +
        'unless NODE_ENV is production: run the demo against a system without it.',
    );
  }
}

/** Books a session of forty seconds that starts in a moment, with whoever is free. */
export async function bookDemoSession(api: DemoApi): Promise<DemoSession> {
  const clients = await signInDemoUsers(api, 'client');
  const psychologists = await signInDemoUsers(api, 'psychologist');
  let refusal: ApiError | undefined;
  for (const client of clients) {
    for (const psychologist of psychologists) {
      try {
        return await book(api, client, psychologist);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 409) throw explainRejection(error);
        refusal = error;
        if (error.code === 'client-overlap') break;
      }
    }
  }
  throw new DemoError(
    `No demo client could book (${refusal?.message ?? 'there are none'}). Wait until the sessions ` +
      'they have are over, or cancel them with PUT /api/v1/counselings/:id/cancel; ' +
      '`npm start -- --fresh` begins with empty data.',
  );
}

interface BookingReply {
  scheduledAt: string;
  endsAt: string;
  chatSession: { sessionId: string };
}

async function book(
  api: DemoApi,
  client: SignedInUser,
  psychologist: SignedInUser,
): Promise<DemoSession> {
  const start = DateTime.now().setZone(TIME_ZONE).plus(STARTS_IN).startOf('second');
  const booked = await api.post<BookingReply>('/counselings/book', {
    token: client.token,
    body: {
      method: 'chat',
      date: start.toFormat('yyyy-MM-dd'),
      startTime: start.toFormat('HH:mm:ss'),
      endTime: start.plus(DURATION).toFormat('HH:mm:ss'),
      timezone: TIME_ZONE,
      psychologistId: psychologist.id,
      pace: 'demo',
    },
  });
  const { scheduledAt: startsAt, endsAt, chatSession } = booked;
  return { sessionId: chatSession.sessionId, client, psychologist, startsAt, endsAt };
}

function explainRejection(error: unknown): unknown {
  if (!(error instanceof ApiError) || !error.message.startsWith('pace:')) return error;
  return new DemoError(
    'This system does not allow the pace of a demonstration. ' +
      'Start it with DEMO_PACE=true (outside production `npm start` does), then run the demo again.',
  );
}
