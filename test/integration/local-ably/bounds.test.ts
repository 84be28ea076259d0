import type { AblyFixture } from '../../support/local-ably';
import { startAblyFixture } from '../../support/local-ably';

describe('the bounds of the server', () => {
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

  it('keeps the newest messages of a channel, and of all channels together', async () => {
    const rest = ably.rest();
    const channel = rest.channels.get('kept');
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

  it('says so when more was published than it could keep for a resume', async () => {
    const client = ably.realtime();
    const channel = client.channels.get('overrun');
    await channel.attach();
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ connectionId: client.connection.id });
    await client.connection.whenState('disconnected');
    const rest = ably.rest().channels.get('overrun');
    for (let i = 0; i < 5; i++) await rest.publish('n', String(i));
    const again = new Promise<{ resumed: boolean; code?: number }>((resolve) =>
      channel.once('attached', ({ resumed, reason }) => resolve({ resumed, code: reason?.code })),
    );
    ably.server.faults.refuseConnections(false);
    client.connect();
    expect(await again).toEqual({ resumed: false, code: 90003 });
  });

  it('forgets a connection after its time, so that it cannot be resumed', async () => {
    const client = ably.realtime();
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

  it('refuses too many channels, messages and bytes with their codes', async () => {
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
});
