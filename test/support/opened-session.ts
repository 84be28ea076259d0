import { bookSession } from './book';
import type { TestUser, TestSystem } from './system';

export interface ActiveSession {
  sessionId: string;
  counselingId: string;
  client: TestUser;
  psychologist: TestUser;
}

/** A running session of people of its own, opened by the team before its time. */
export async function createActiveSession(
  system: TestSystem,
  people: Partial<Record<'client' | 'psychologist', TestUser>> = {},
): Promise<ActiveSession> {
  const client = people.client ?? (await system.addUser('client'));
  const psychologist = people.psychologist ?? (await system.addUser('psychologist'));
  const team = await system.addUser('team');
  const { sessionId, counselingId } = await bookSession(system, client, { psychologist });
  const path = `/api/v1/team/sessions/${sessionId}/start`;
  const started = await system.call('POST', path, { as: team });
  if (started.status !== 200) throw new Error(`Not opened: ${JSON.stringify(started.body)}`);
  return { sessionId, counselingId, client, psychologist };
}
