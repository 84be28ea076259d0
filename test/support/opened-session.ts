import { book } from './book';
import type { TestPerson, TestSystem } from './system';

export interface OpenedSession {
  sessionId: string;
  counselingId: string;
  client: TestPerson;
  psychologist: TestPerson;
}

/** A running session of people of its own, opened by the team before its time. */
export async function openedSession(
  system: TestSystem,
  people: Partial<Record<'client' | 'psychologist', TestPerson>> = {},
): Promise<OpenedSession> {
  const client = people.client ?? (await system.addPerson('client'));
  const psychologist = people.psychologist ?? (await system.addPerson('psychologist'));
  const team = await system.addPerson('team');
  const { sessionId, counselingId } = await book(system, client, { psychologist });
  const path = `/api/v1/team/sessions/${sessionId}/start`;
  const started = await system.call('POST', path, { as: team });
  if (started.status !== 200) throw new Error(`Not opened: ${JSON.stringify(started.body)}`);
  return { sessionId, counselingId, client, psychologist };
}
