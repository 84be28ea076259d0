import { bookSession } from './book';
import { createUsers } from './crowd';
import { sessionViolations } from './session-faults';
import type { TestUser, TestSystem } from './system';
import { waitFor } from './wait-for';

const SESSIONS_PER_PSYCHOLOGIST = 5;

export interface ConcurrentSession {
  sessionId: string;
  client: TestUser;
}

/** Books sessions that all start at the same second, with as many people as that takes. */
export async function bookConcurrentSessions(
  system: TestSystem,
  count: number,
  times: { startsIn: number; lasts: number },
): Promise<ConcurrentSession[]> {
  const clients = await createUsers(system, 'client', count);
  const psychologists = await createUsers(
    system,
    'psychologist',
    Math.ceil(count / SESSIONS_PER_PSYCHOLOGIST),
  );
  const startsAt = Date.now() + times.startsIn;
  return Promise.all(
    clients.map(async (client, index) => {
      const psychologist = psychologists[Math.floor(index / SESSIONS_PER_PSYCHOLOGIST)] as TestUser;
      // The same second for all of them, whenever its turn to be booked comes.
      const startsIn = startsAt - Date.now();
      const wish = { startsIn, lasts: times.lasts, psychologist };
      const { sessionId } = await bookSession(system, client, wish);
      return { sessionId, client };
    }),
  );
}

/** Resolves when every session is over and everything about it has left the house. */
export async function waitUntilAllEnded(system: TestSystem, limitMs: number): Promise<void> {
  await waitFor(
    'the end of every session',
    async () => {
      const [row] = await system.query<{ left: number }>(
        `SELECT count(*)::int AS left FROM session_steps WHERE outcome IS NULL`,
      );
      return row?.left === 0;
    },
    limitMs,
  );
  await system.drain();
}

/** What is wrong with any of the sessions. */
export async function violationsOfAll(
  system: TestSystem,
  sessions: ConcurrentSession[],
): Promise<string[]> {
  const found = await Promise.all(
    sessions.map(async ({ sessionId }) => {
      const faults = await sessionViolations(system, sessionId);
      return faults.map((fault) => `${sessionId}: ${fault}`);
    }),
  );
  return found.flat();
}
