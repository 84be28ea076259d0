import { connectAbly, AblyRecorder } from './ably-recorder';
import type { TestUser, TestSystem } from '../harness/test-system';

/** Somebody's connection through Ably to a conversation that is no session, and to what concerns them. */
export async function recordConversation(
  system: TestSystem,
  person: TestUser,
  conversationId: string,
): Promise<AblyRecorder> {
  const path = `/api/v1/conversations/${conversationId}/ably-token`;
  const token = await system.call('GET', path, { as: person });
  if (token.status !== 200) throw new Error(`No token: ${token.body.message}`);
  const { ably, channelName, typingChannelName } = token.body.data;
  const listener = new AblyRecorder(connectAbly(system, ably, path, person));
  for (const channel of [channelName, typingChannelName, `user:${person.id}`]) {
    await listener.subscribe(channel as string);
  }
  return listener;
}
