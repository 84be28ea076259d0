import type { TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

/** Milliseconds by which a session was opened late, by the database's clock; undefined: not opened yet. */
export async function openingLateness(
  system: Pick<TestSystem, 'query'>,
  sessionId: string,
): Promise<number | undefined> {
  const [row] = await system.query<{ ms: number }>(
    `SELECT extract(epoch FROM done_at - due_at)::float8 * 1000 AS ms FROM session_steps
     WHERE session_id = $1 AND step = 'enable-chat' AND outcome = 'done'`,
    [sessionId],
  );
  return row?.ms;
}

/** Waits until the session is open; returns its lateness in milliseconds. */
export function waitForOpening(
  system: Pick<TestSystem, 'query'>,
  sessionId: string,
  limitMs: number,
): Promise<number> {
  return waitFor('an open session', () => openingLateness(system, sessionId), limitMs);
}
