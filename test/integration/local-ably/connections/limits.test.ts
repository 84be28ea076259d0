import { once } from 'node:events';
import { afterTest } from '../../../support/harness/after-test';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';

describe('server limits', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({
      limits: {
        maxHistoryPerChannel: 3,
        maxHistoryBytes: 20_000,
        maxChannelsPerConnection: 2,
        maxMessagesPerPublish: 5,
        maxRequestSize: 100_000,
        connectionStateTtl: 100,
      },
    });
  });
  afterAll(() => ably.stop());

  it('keep the newest messages of a channel and of all channels together', async () => {
    const rest = ably.rest();
    const channel = rest.channels.get('stored');
    for (const text of ['1', '2', '3', '4', '5']) await channel.publish('n', text);
    expect((await channel.history()).items.map((item) => item.data as string)).toEqual([
      '5',
      '4',
      '3',
    ]);
    for (let i = 0; i < 30; i++)
      await rest.channels.get(`other-${i}`).publish('n', 'x'.repeat(500));
    expect((await channel.history()).items).toEqual([]);
    expect((await rest.channels.get('other-29').history()).items).toHaveLength(1);
    const list = await rest.request('GET', '/channels', 4, { limit: 1000 });
    expect(list.items.length).toBeLessThan(20);
  });

  it('report lost continuity when a resume needs evicted messages', async () => {
    // A connect() during a failing attempt has no effect: the client must retry soon by itself.
    const client = ably.realtime({ suspendedRetryTimeout: 200 });
    const channel = client.channels.get('overrun');
    await channel.attach();
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ connectionId: client.connection.id });
    await client.connection.whenState('disconnected');
    const rest = ably.rest().channels.get('overrun');
    for (let i = 0; i < 5; i++) await rest.publish('n', String(i));
    const reattached = new Promise<{ resumed: boolean; code?: number }>((resolve) =>
      channel.once('attached', ({ resumed, reason }) => resolve({ resumed, code: reason?.code })),
    );
    ably.server.faults.refuseConnections(false);
    client.connect();
    expect(await reattached).toEqual({ resumed: false, code: 90003 });
  });

  it('end a connection after its state ttl, so that it cannot be resumed', async () => {
    // A connect() during a failing attempt has no effect: the client must retry soon by itself.
    const client = ably.realtime({ suspendedRetryTimeout: 200 });
    await client.connection.whenState('connected');
    const { id } = client.connection;
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ connectionId: id });
    await client.connection.whenState('suspended');
    ably.server.faults.refuseConnections(false);
    client.connect();
    await client.connection.whenState('connected');
    expect(client.connection.id).not.toBe(id);
  });

  it('reject too many channels, messages and bytes with their codes', async () => {
    const client = ably.realtime();
    await client.channels.get('one').attach();
    await client.channels.get('two').attach();
    await expect(client.channels.get('three').attach()).rejects.toMatchObject({ code: 90010 });
    const many = Array.from({ length: 6 }, () => ({ data: 'x' }));
    await expect(client.channels.get('one').publish(many)).rejects.toMatchObject({ code: 40034 });
    const rest = ably.rest({ maxMessageSize: 1e9 });
    await expect(rest.channels.get('one').publish('n', 'x'.repeat(150_000))).rejects.toMatchObject({
      code: 40009,
      statusCode: 413,
    });
  });

  it('include changes of messages and presence in the stored bytes', async () => {
    const rest = ably.rest().channels.get('mutable:grows');
    const serial = (await rest.publish('n', 'first')).serials[0] ?? '';
    const change = (): Promise<unknown> => rest.updateMessage({ serial, data: 'x'.repeat(1_000) });
    await change();
    await expect(
      (async () => {
        for (let i = 0; i < 30; i++) await change();
      })(),
    ).rejects.toMatchObject({ code: 40400 });
    const client = ably.realtime({ clientId: 'ana' });
    const { presence } = client.channels.get('present');
    await presence.enter('x');
    for (let i = 0; i < 30; i++) await presence.update(`${i}${'x'.repeat(3_000)}`);
    const { items } = await ably.rest().channels.get('present').presence.history();
    expect(items.length).toBeLessThanOrEqual(3);
    expect(await presence.get()).toHaveLength(1);
  });

  it('close the socket for an oversized frame and reject long parameters', async () => {
    const client = await ably.raw();
    client.send({ action: 10, channel: 'x', params: { rewind: '1', modes: 'x'.repeat(3_000) } });
    expect(await client.waitForFrame(9)).toMatchObject({ channel: 'x', error: { code: 40000 } });
    const closed = once(client.socket, 'close');
    client.socket.send('x'.repeat(600_000));
    expect((await closed)[0]).toBe(1009);
  });

  it('refuse an oversized frame that can be read, on its message, channel or connection', async () => {
    const huge = 'x'.repeat(600_000);
    const sdk = ably.realtime({ clientId: 'ana' });
    const { connection } = sdk;
    await connection.whenState('connected');
    const states: string[] = [];
    connection.on(({ current }) => states.push(current));
    const channel = sdk.channels.get('oversized');
    const tooLarge = { code: 40009, statusCode: 400 };
    await expect(channel.presence.enter(huge)).rejects.toMatchObject(tooLarge);
    await channel.presence.enter('fits');
    expect((await channel.presence.get()).map(({ data }) => data as unknown)).toEqual(['fits']);
    expect(states).toEqual([]);
    const client = await ably.raw();
    client.send({ action: 10, channel: 'oversized', params: { agent: huge } });
    expect(await client.waitForFrame(9)).toMatchObject({ channel: 'oversized', error: tooLarge });
    client.send({ action: 17, auth: { accessToken: huge } });
    expect(await client.waitForFrame(9)).toMatchObject({ error: tooLarge });
    await client.closed;
  });

  it('close the socket for a frame too large to be refused', async () => {
    const bounded = await startAblyFixture({ limits: { maxRefusedFrameSize: 700_000 } });
    afterTest(() => bounded.stop());
    const client = await bounded.raw();
    const closed = once(client.socket, 'close');
    client.send({ action: 15, channel: 'x', msgSerial: 0, messages: [{ data: 'x'.repeat(7e5) }] });
    expect((await closed)[0]).toBe(1009);
  });

  it('apply the message rates of a connection and of a channel', async () => {
    const slow = await startAblyFixture({
      limits: { maxPublishRatePerConnection: 5, maxPublishRatePerChannel: 8 },
    });
    afterTest(() => slow.stop());
    const client = await slow.raw();
    expect(client.first).toMatchObject({ connectionDetails: { maxInboundRate: 5 } });
    const flood = (channel: string): void => {
      for (let i = 0; i < 20; i++) {
        client.send({ action: 15, channel, msgSerial: i, messages: [{ data: '' }] });
      }
    };
    flood('one');
    const refused = (await client.flush()).filter(({ action }) => action === 2);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ error: { code: 42911, statusCode: 429 } });
    const sdk = slow.realtime();
    await sdk.connection.whenState('connected');
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => sdk.channels.get('two').publish('n', '')),
    );
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(3);
    expect(sdk.connection.state).toBe('connected');
    const rest = slow.rest().channels.get('three');
    await expect(
      Promise.all(Array.from({ length: 30 }, () => rest.publish('n', ''))),
    ).rejects.toMatchObject({ code: 42913, statusCode: 429 });
  });

  it('disconnect the slowest consumers when all together buffer too much', async () => {
    const bounded = await startAblyFixture({ limits: { maxSendBuffers: 3_000_000 } });
    afterTest(() => bounded.stop());
    const readers = await Promise.all([1, 2, 3].map(() => bounded.raw()));
    for (const reader of readers) {
      reader.send({ action: 10, channel: 'flood' });
      await reader.waitForFrame(11);
      reader.socket.pause();
    }
    const rest = bounded.rest().channels.get('flood');
    const connections = async (): Promise<number> =>
      (await rest.status()).status.occupancy.metrics.connections;
    while ((await connections()) === 3) await rest.publish('n', 'x'.repeat(60_000));
    expect(await connections()).toBeGreaterThan(0);
  });
});
