import type { Principal } from '../../src/accounts/principal';
import { assignPsychologist } from '../../src/conversation/assign-psychologist';
import { sendInCare } from '../../src/conversation/post-in-care';
import { sendToUser } from '../../src/conversation/post-to-person';
import type { MessageView } from '../../src/conversation/message-view';
import type { ConversationPublicId } from '../../src/conversation/place';
import type { TestUser, TestSystem } from './system';

/** A client and the psychologist who is assigned. */
export interface CarePair {
  client: TestUser;
  psychologist: TestUser;
}

export async function assignPair(system: TestSystem, pair: CarePair): Promise<void> {
  const team = await system.addUser('team');
  await assignPsychologist(system.context.chat, team, {
    clientId: pair.client.id,
    psychologistId: pair.psychologist.id,
  });
}

export async function createCarePair(
  system: TestSystem,
  people: Partial<CarePair> = {},
): Promise<CarePair> {
  const client = people.client ?? (await system.addUser('client'));
  const psychologist = people.psychologist ?? (await system.addUser('psychologist'));
  await assignPair(system, { client, psychologist });
  return { client, psychologist };
}

/** Writes in care in the core, behind all doors. */
export function createCareMessage(
  system: TestSystem,
  { client, from, text }: { client: Principal; from: Principal; text: string },
): Promise<MessageView<ConversationPublicId>> {
  const draft = { text, type: 'text' as const, clientId: client.id };
  return sendInCare(system.context.chat, from, draft);
}

export function createDirectMessage(
  system: TestSystem,
  { to, from, text }: { to: Principal; from: Principal; text: string },
): Promise<MessageView<ConversationPublicId>> {
  const draft = { text, type: 'text' as const, toId: to.id };
  return sendToUser(system.context.chat, from, draft);
}
