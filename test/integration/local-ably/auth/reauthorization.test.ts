import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

type Grant = Record<string, ('publish' | 'subscribe' | 'presence' | '*')[]>;

describe('rights that change in place', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  /** A client whose next token grants what `grant` says at that time. */
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

  it('apply at once: gained, partly lost, wholly lost', async () => {
    const { client, change } = clientWith({ a: ['subscribe'], b: ['*'], c: ['*'] });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => client.channels.get(name));
    if (!a || !b || !c) throw new Error('three channels were asked for');
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

  it('take a member out when its right to presence goes', async () => {
    const watcher = ably.realtime().channels.get('members');
    await watcher.attach();
    const { client, change } = clientWith({ members: ['presence', 'subscribe'] });
    await client.channels.get('members').presence.enter('here');
    await waitUntil(async () => (await watcher.presence.get()).length === 1);
    await change({ members: ['subscribe'] });
    await waitUntil(async () => (await watcher.presence.get()).length === 0);
    expect(client.channels.get('members').state).toBe('attached');
  });

  it('stop what a reader may no longer hear', async () => {
    const { client, change } = clientWith({ heard: ['subscribe'] });
    const channel = client.channels.get('heard');
    const heard: unknown[] = [];
    await channel.subscribe((message) => heard.push(message.data));
    const rest = ably.rest().channels.get('heard');
    await rest.publish('n', 'first');
    await change({ heard: ['publish'] });
    await rest.publish('n', 'second');
    await change({ heard: ['subscribe'] });
    await rest.publish('n', 'third');
    await waitUntil(() => heard.length === 2);
    expect(heard).toEqual(['first', 'third']);
  });
});
