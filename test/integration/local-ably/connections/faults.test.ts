import { ChatClient, LogLevel } from '@ably/chat';
import type { ConnectionStateChange, InboundMessage } from 'ably';
import { afterTest } from '../../../support/harness/after-test';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

/** Injects a fault over HTTP; returns the response. */
type InjectFault = (name: string, body?: object) => Promise<Record<string, unknown>>;

describe('injected faults, through the SDK', () => {
  let ably: AblyFixture;
  beforeEach(async () => {
    ably = await startAblyFixture({ admin: true });
  });
  afterEach(() => ably.stop());

  const injectFault: InjectFault = async (name, body) => {
    const response = await ably.fetch(`/admin/faults/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  const next = (
    client: ReturnType<AblyFixture['realtime']>,
    state: ConnectionStateChange['current'],
  ): Promise<ConnectionStateChange> => client.connection.once(state);

  it('drop-connections terminates the selected sockets, which resume', async () => {
    const [ana, budi] = ['ana', 'budi'].map((clientId) => ably.realtime({ clientId }));
    if (!ana || !budi) throw new Error('Two clients are required');
    const channel = ana.channels.get('dropped');
    const received: unknown[] = [];
    await channel.subscribe((message) => received.push(message.data));
    await budi.connection.whenState('connected');
    const { id } = ana.connection;
    const lost = next(ana, 'disconnected');
    const reconnected = next(ana, 'connected');
    expect(await injectFault('drop-connections', { clientId: 'ana' })).toEqual({ dropped: 1 });
    await ably.rest().channels.get('dropped').publish('n', 'meanwhile');
    await lost;
    await reconnected;
    await waitUntil(() => received.length === 1);
    expect(ana.connection.id).toBe(id);
    expect(budi.connection.state).toBe('connected');
    expect(ably.server.faults.dropConnections({ connectionId: 'unknown' })).toBe(0);
    const both = [next(ana, 'disconnected'), next(budi, 'disconnected')];
    expect(await injectFault('drop-connections')).toEqual({ dropped: 2 });
    await Promise.all(both);
  });

  it('refuse-connections refuses all new sockets until it ends', async () => {
    await injectFault('refuse-connections', { on: true });
    const client = ably.realtime({ disconnectedRetryTimeout: 50 });
    await next(client, 'disconnected');
    await next(client, 'disconnected');
    expect(await ably.rest().time()).toBeGreaterThan(0);
    await injectFault('refuse-connections', { on: false });
    await client.connection.whenState('connected');
  });

  it('delay-traffic delays both directions and keeps the order', async () => {
    const client = ably.realtime();
    const channel = client.channels.get('late');
    const received = collect<InboundMessage>(3, (listener) => channel.subscribe(listener));
    await channel.attach();
    await injectFault('delay-traffic', { milliseconds: 400 });
    const startedAt = Date.now();
    const published = ['1', '2', '3'].map((text) => channel.publish('n', text));
    await Promise.all(published);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(780);
    expect((await received).map(({ data }) => data as unknown)).toEqual(['1', '2', '3']);
    const requestedAt = Date.now();
    await ably.rest().time();
    expect(Date.now() - requestedAt).toBeGreaterThanOrEqual(390);
    await injectFault('delay-traffic', { milliseconds: 0 });
    const after = Date.now();
    await channel.publish('n', '4');
    expect(Date.now() - after).toBeLessThan(390);
  });

  it('black-hole keeps sockets open and discards all traffic', async () => {
    const client = ably.realtime({ realtimeRequestTimeout: 200, httpRequestTimeout: 200 });
    const channel = client.channels.get('swallowed');
    await channel.attach();
    await injectFault('black-hole');
    await expect(client.connection.ping()).rejects.toMatchObject({ code: 50000 });
    expect(client.connection.state).toBe('connected');
    await expect(channel.detach()).rejects.toMatchObject({ code: 90007 });
    await expect(
      ably.rest({ httpRequestTimeout: 200 }).channels.get('x').publish('n', ''),
    ).rejects.toThrow(/imed? ?out/i);
    await injectFault('black-hole', { on: false });
    await channel.publish('n', 'through');
    expect((await channel.history()).items).toHaveLength(1);
  });

  it('nack-next-publishes rejects the given number of publishes over WebSocket and REST', async () => {
    const client = ably.realtime({ clientId: 'ana' });
    const channel = client.channels.get('mutable:refused');
    const rest = ably.rest({ clientId: 'ana' });
    const other = rest.channels.get('mutable:refused');
    const { serials } = await channel.publish('n', 'fine');
    const serial = serials[0] ?? '';
    await injectFault('nack-next-publishes', {
      count: 2,
      code: 42911,
      statusCode: 429,
      message: 'slow',
    });
    const refused = { code: 42911, statusCode: 429, message: 'slow' };
    await expect(channel.publish('n', '')).rejects.toMatchObject(refused);
    await expect(other.publish('n', '')).rejects.toMatchObject(refused);
    await channel.publish('n', 'fine');
    const defaultError = { code: 50000, statusCode: 500 };
    const chat = new ChatClient(client, { logLevel: LogLevel.Silent });
    const room = await chat.rooms.get('refused');
    const actions: (() => Promise<unknown>)[] = [
      () => channel.presence.enter(),
      () => channel.annotations.publish(serial, { type: 'r:flag.v1' }),
      () => other.annotations.publish(serial, { type: 'r:flag.v1' }),
      () => other.updateMessage({ serial, data: 'x' }),
      () => room.messages.send({ text: 'halo' }),
    ];
    for (const action of actions) {
      await injectFault('nack-next-publishes');
      await expect(action()).rejects.toMatchObject(defaultError);
    }
    ably.server.faults.nackNextPublishes();
    expect(
      await rest.batchPublish({ channels: ['a', 'b'], messages: [{ data: '' }] }),
    ).toMatchObject({
      successCount: 1,
      failureCount: 1,
      results: [{ channel: 'a', error: defaultError }, { channel: 'b' }],
    });
    await chat.dispose();
  });

  it('expire-tokens expires the selected tokens permanently', async () => {
    const tokens: string[] = [];
    const client = ably.realtime({
      authCallback: (_, done) =>
        void ably
          .rest()
          .auth.requestToken({ clientId: 'ana' })
          .then((details) => {
            tokens.push(details.token);
            done(null, details);
          }),
    });
    await client.connection.whenState('connected');
    const { id } = client.connection;
    const lost = next(client, 'disconnected');
    const reconnected = next(client, 'connected');
    expect(await injectFault('expire-tokens', { clientId: 'ana' })).toEqual({ expired: 1 });
    expect((await lost).reason).toMatchObject({ code: 40142, statusCode: 401 });
    await reconnected;
    expect([tokens.length, client.connection.id]).toEqual([2, id]);
    const codes = await Promise.all(
      tokens.map(async (token) => {
        const response = await ably.fetch('/channels', {
          headers: { authorization: `Bearer ${token}` },
        });
        return response.headers.get('x-ably-errorcode');
      }),
    );
    expect(codes).toEqual(['40142', null]);
    expect(await injectFault('expire-tokens', { clientId: 'unknown' })).toEqual({ expired: 0 });
  });

  it('lose-state makes resuming fail, and channels lose continuity', async () => {
    const client = ably.realtime({ clientId: 'ana' });
    const channel = client.channels.get('lost');
    await channel.presence.enter('here');
    const { id } = client.connection;
    const reconnected = next(client, 'connected');
    const reattached = new Promise<unknown>((resolve) =>
      channel.once('attached', ({ resumed, reason }) => resolve([resumed, reason?.code])),
    );
    await injectFault('lose-state');
    expect((await reconnected).reason).toMatchObject({ code: 80008, statusCode: 400 });
    expect(await reattached).toEqual([false, 90003]);
    expect(client.connection.id).not.toBe(id);
    const rest = ably.rest().channels.get('lost');
    await waitUntil(async () => {
      const { items } = await rest.presence.get();
      return items.length === 1 && items[0]?.connectionId === client.connection.id;
    });
  });

  it('reset ends all faults', async () => {
    const faults: [string, object][] = [
      ['refuse-connections', { on: true }],
      ['delay-traffic', { milliseconds: 5_000 }],
      ['nack-next-publishes', { count: 5 }],
      ['black-hole', { on: true }],
    ];
    for (const [name, body] of faults) await injectFault(name, body);
    await injectFault('reset');
    const startedAt = Date.now();
    const client = ably.realtime();
    await client.channels.get('fine').publish('n', '');
    expect(Date.now() - startedAt).toBeLessThan(4_000);
  });

  it('are only available when enabled', async () => {
    const plain = await startAblyFixture();
    afterTest(() => plain.stop());
    const refused = await plain.fetch('/admin/faults/reset', { method: 'POST' });
    expect([refused.status, refused.headers.get('x-ably-errorcode')]).toEqual([404, '40400']);
  });

  it.each([
    ['delay-traffic', { milliseconds: 'long' }],
    ['delay-traffic', { milliseconds: 1e9 }],
    ['nack-next-publishes', { statusCode: 200 }],
    ['nack-next-publishes', { code: 1.5 }],
    ['nack-next-publishes', { count: 0 }],
    ['nack-next-publishes', { message: 7 }],
    ['drop-connections', { clientId: 7 }],
    ['expire-tokens', { connectionId: [] }],
  ])('reports the error in %s %j', async (name, body) => {
    const client = ably.realtime({ clientId: '7' });
    await client.connection.whenState('connected');
    const response = await ably.fetch(`/admin/faults/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([400, '40003']);
    await client.channels.get('x').publish('n', '');
  });
});
