import { connectListener, Listener } from './listener';
import type { TestPerson, TestSystem } from './system';

/** Somebody's connection through Ably to a conversation that is no session, and to what concerns them. */
export async function listenIn(
  system: TestSystem,
  person: TestPerson,
  conversationId: string,
): Promise<Listener> {
  const path = `/api/v1/conversations/${conversationId}/ably-token`;
  const token = await system.call('GET', path, { as: person });
  if (token.status !== 200) throw new Error(`No token: ${token.body.message}`);
  const { ably, channelName, typingChannelName } = token.body.data;
  const listener = new Listener(connectListener(system, ably, path, person));
  for (const channel of [channelName, typingChannelName, `user:${person.id}`]) {
    await listener.listen(channel as string);
  }
  return listener;
}
