import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

type Grant = Record<string, ('publish' | 'subscribe' | 'presence' | '*')[]>;

describe('reauthorization in place', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  /** A client whose next token has the capability set with `change`. */
  function clientWith(first: Grant) {
    let grant = first;
    const client = ably.realtime({
      authCallback: (_, done) =>
        void ably
          .rest()
          .auth.requestToken({ clientId: 'ana', capability: JSON.stringify(grant) })
          .then((token) => done(null, token)),
    });
    const change = async (to: Grant): Promise<void> => {
      grant = to;
      await client.auth.authorize();
    };
    return { client, change };
  }

  it('applies gained, partly lost and fully lost capabilities immediately', async () => {
    const { client, change } = clientWith({ a: ['subscribe'], b: ['*'], c: ['*'] });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => client.channels.get(name));
    if (!a || !b || !c) throw new Error('Three channels are required');
    await Promise.all([a.attach(), b.attach(), c.attach()]);
    const { id, key } = client.connection;
    await expect(a.publish('n', '')).rejects.toMatchObject({ code: 40160, statusCode: 401 });
    const failed = c.whenState('failed');
    const updated = client.connection.once('update');
    await change({ a: ['*'], b: ['subscribe'] });
    await failed;
    expect(await updated).toMatchObject({ previous: 'connected', current: 'connected' });
    expect(c.errorReason).toMatchObject({ code: 40160, statusCode: 401 });
    await a.publish('n', '');
    await expect(b.publish('n', '')).rejects.toMatchObject({ code: 40160 });
    expect([a.state, b.state, client.connection.state]).toEqual([
      'attached',
      'attached',
      'connected',
    ]);
    expect([client.connection.id, client.connection.key]).toEqual([id, key]);
  });

  it('removes a member that loses the presence capability', async () => {
    const watcher = ably.realtime().channels.get('members');
    await watcher.attach();
    const { client, change } = clientWith({ members: ['presence', 'subscribe'] });
    await client.channels.get('members').presence.enter('here');
    await waitUntil(async () => (await watcher.presence.get()).length === 1);
    await change({ members: ['subscribe'] });
    await waitUntil(async () => (await watcher.presence.get()).length === 0);
    expect(client.channels.get('members').state).toBe('attached');
  });

  it('stops messages to a client that loses the subscribe capability', async () => {
    const { client, change } = clientWith({ received: ['subscribe'] });
    const channel = client.channels.get('received');
    const received: unknown[] = [];
    await channel.subscribe((message) => received.push(message.data));
    const rest = ably.rest().channels.get('received');
    await rest.publish('n', 'first');
    await change({ received: ['publish'] });
    await rest.publish('n', 'second');
    await change({ received: ['subscribe'] });
    await rest.publish('n', 'third');
    await waitUntil(() => received.length === 2);
    expect(received).toEqual(['first', 'third']);
  });
});
