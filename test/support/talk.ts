import type { Principal } from '../../src/accounts/principal';
import { assignPsychologist } from '../../src/conversation/assign-psychologist';
import { postInCare } from '../../src/conversation/post-in-care';
import { postToPerson } from '../../src/conversation/post-to-person';
import type { MessageView } from '../../src/conversation/message-view';
import type { OwnName } from '../../src/conversation/place';
import type { TestPerson, TestSystem } from './system';

/** A client and the psychologist who is assigned. */
export interface CarePair {
  client: TestPerson;
  psychologist: TestPerson;
}

export async function assign(system: TestSystem, pair: CarePair): Promise<void> {
  const team = await system.addPerson('team');
  await assignPsychologist(system.context.conversation, team, {
    clientId: pair.client.id,
    psychologistId: pair.psychologist.id,
  });
}

export async function carePair(
  system: TestSystem,
  people: Partial<CarePair> = {},
): Promise<CarePair> {
  const client = people.client ?? (await system.addPerson('client'));
  const psychologist = people.psychologist ?? (await system.addPerson('psychologist'));
  await assign(system, { client, psychologist });
  return { client, psychologist };
}

/** Writes in care in the core, behind all doors. */
export function writeInCare(
  system: TestSystem,
  { client, from, text }: { client: Principal; from: Principal; text: string },
): Promise<MessageView<OwnName>> {
  const draft = { text, type: 'text' as const, clientId: client.id };
  return postInCare(system.context.conversation, from, draft);
}

export function writeTo(
  system: TestSystem,
  { to, from, text }: { to: Principal; from: Principal; text: string },
): Promise<MessageView<OwnName>> {
  const draft = { text, type: 'text' as const, toId: to.id };
  return postToPerson(system.context.conversation, from, draft);
}
