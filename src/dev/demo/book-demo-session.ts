import { DateTime } from 'luxon';
import { DEMO_PASSWORD, DEMO_USERS } from '../../users/demo-users';
import { DemoError, ApiError } from './demo-api';
import type { DemoApi } from './demo-api';

/** The practice's time zone; it has no daylight saving time. */
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

/** Signs in all demo users of a role. */
export async function signInDemoUsers(api: DemoApi, role: string): Promise<SignedInUser[]> {
  const emails = DEMO_USERS.filter((user) => user.role === role).map(({ email }) => email);
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
      `${api.url} has no user ${email}. \`npm start\` adds the demo users unless NODE_ENV is ` +
        'production: run the demo against a system outside production.',
    );
  }
}

/** Books a session of 40 seconds that starts in 15, for any available pair of demo users. */
export async function bookDemoSession(api: DemoApi): Promise<DemoSession> {
  const clients = await signInDemoUsers(api, 'client');
  const psychologists = await signInDemoUsers(api, 'psychologist');
  let lastError: ApiError | undefined;
  for (const client of clients) {
    for (const psychologist of psychologists) {
      try {
        return await book(api, client, psychologist);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 409) throw explainRejection(error);
        lastError = error;
        if (error.code === 'client-overlap') break;
      }
    }
  }
  throw new DemoError(
    `No demo client could book (${lastError?.message ?? 'there are none'}). Wait until their ` +
      'sessions have ended, cancel them with PUT /api/v1/counselings/:id/cancel, or begin with ' +
      'empty data: `npm start -- --fresh`.',
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
    'This system does not allow demo sessions. Start it with DEMO_PACE=true (`npm start` sets it ' +
      'outside production), then run the demo again.',
  );
}
