import { book } from './book';
import { addCrowd } from './crowd';
import { faultsOf } from './session-faults';
import type { TestPerson, TestSystem } from './system';
import { waitFor } from './wait-for';

const PLACES = 5;

export interface RushSession {
  sessionId: string;
  client: TestPerson;
}

/** Books sessions that all start at the same second, with as many people as that takes. */
export async function bookRush(
  system: TestSystem,
  count: number,
  times: { startsIn: number; lasts: number },
): Promise<RushSession[]> {
  const clients = await addCrowd(system, 'client', count);
  const psychologists = await addCrowd(system, 'psychologist', Math.ceil(count / PLACES));
  const startsAt = Date.now() + times.startsIn;
  return Promise.all(
    clients.map(async (client, index) => {
      const psychologist = psychologists[Math.floor(index / PLACES)] as TestPerson;
      // The same second for all of them, whenever its turn to be booked comes.
      const startsIn = startsAt - Date.now();
      const wish = { startsIn, lasts: times.lasts, psychologist };
      const { sessionId } = await book(system, client, wish);
      return { sessionId, client };
    }),
  );
}

/** Resolves when every session is over and everything about it has left the house. */
export async function allOver(system: TestSystem, limitMs: number): Promise<void> {
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
export async function faultsOfAll(system: TestSystem, sessions: RushSession[]): Promise<string[]> {
  const found = await Promise.all(
    sessions.map(async ({ sessionId }) => {
      const faults = await faultsOf(system, sessionId);
      return faults.map((fault) => `${sessionId}: ${fault}`);
    }),
  );
  return found.flat();
}
