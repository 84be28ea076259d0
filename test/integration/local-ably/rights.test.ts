import type { AblyFixture } from '../../support/local-ably';
import { startAblyFixture, until } from '../../support/local-ably';

interface Provisioned {
  appId: string;
  port: number;
  keys: { keyStr: string; keyName: string; capability: string }[];
}

describe('rights that change, and apps made for tests', () => {
  let ably: AblyFixture;
  let app: Provisioned;
  beforeAll(async () => {
    ably = await startAblyFixture({ provisioning: true, admin: true });
    app = await provision();
  });
  afterAll(() => ably.stop());

  async function provision(): Promise<Provisioned> {
    const response = await fetch(`http://127.0.0.1:${ably.server.port}/apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        keys: [{}, { capability: '{ "can:*":["subscribe"] }' }, { revocableTokens: true }],
        namespaces: [{ id: 'mutable', mutableMessages: true }],
        channels: [
          {
            name: 'persisted:presence_fixtures',
            presence: [
              { clientId: 'client_string', data: 'This is a string' },
              { clientId: 'client_json', data: '{"a":1}', encoding: 'json' },
            ],
          },
        ],
        limits: { presence: { maxMembers: 2 } },
      }),
    });
    expect(response.status).toBe(201);
    return (await response.json()) as Provisioned;
  }

  it('makes an app with its keys and members, and deletes it', async () => {
    expect(app.keys[0]?.capability).toBe('{"*":["*"]}');
    const own = await provision();
    const rest = ably.rest({ key: own.keys[0]?.keyStr });
    const members = await rest.channels.get('persisted:presence_fixtures').presence.get();
    expect(members.items.map((item) => [item.clientId, item.action, item.data as unknown])).toEqual(
      [
        ['client_json', 'present', { a: 1 }],
        ['client_string', 'present', 'This is a string'],
      ],
    );
    const gone = await rest.request('DELETE', `/apps/${own.appId}`, 4);
    expect(gone.statusCode).toBe(204);
    await expect(rest.channels.get('x').publish('n', '')).rejects.toMatchObject({ code: 40400 });
  });

  it('revokes the tokens of a client and sends it away', async () => {
    const key = app.keys[2]?.keyStr;
    const rest = ably.rest({ key });
    const { token } = await rest.auth.requestToken({ clientId: 'ana' });
    const client = ably.realtime({ token });
    await client.connection.once('connected');
    const gone = new Promise<number | undefined>((resolve) =>
      client.connection.on((change) => {
        if (change.reason) resolve(change.reason.code);
      }),
    );
    const result = await rest.auth.revokeTokens([
      { type: 'clientId', value: 'ana' },
      { type: 'nonsense', value: 'x' },
    ]);
    expect(result).toMatchObject({ successCount: 1, failureCount: 1 });
    expect(await gone).toBe(40141);
    const refused = await fetch(`http://127.0.0.1:${ably.server.port}/channels/x/messages`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(refused.headers.get('x-ably-errorcode')).toBe('40141');
    await expect(
      ably.rest({ key: app.keys[0]?.keyStr }).auth.revokeTokens([{ type: 'clientId', value: 'a' }]),
    ).rejects.toMatchObject({ code: 40163 });
  });

  it('applies new rights in place: gained, partly lost, wholly lost', async () => {
    const tokenFor = (capability: Record<string, ['subscribe'] | ['*']>) =>
      ably.rest().auth.requestToken({ clientId: 'ana', capability });
    const client = ably.realtime({
      authCallback: (_, done) =>
        void tokenFor({ a: ['subscribe'], b: ['*'], c: ['*'] }).then((t) => done(null, t)),
    });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => client.channels.get(name));
    await Promise.all([a!.attach(), b!.attach(), c!.attach()]);
    const { id } = client.connection;
    await expect(a!.publish('n', '')).rejects.toMatchObject({ code: 40160 });
    const failed = c!.whenState('failed');
    await client.auth.authorize(undefined, {
      authCallback: (_, done) =>
        void tokenFor({ a: ['*'], b: ['subscribe'] }).then((t) => done(null, t)),
    });
    await failed;
    expect(c!.errorReason?.code).toBe(40160);
    await a!.publish('n', '');
    await expect(b!.publish('n', '')).rejects.toMatchObject({ code: 40160 });
    expect(b!.state).toBe('attached');
    expect(client.connection.id).toBe(id);
  });

  it('shows status, lists channels and reads presence of several', async () => {
    const client = ably.realtime({ clientId: 'ana' });
    await client.channels.get('status:one').presence.enter('x');
    const rest = ably.rest();
    const status = await rest.channels.get('status:one').status();
    expect(status).toMatchObject({
      channelId: 'status:one',
      status: { isActive: true, occupancy: { metrics: { connections: 1, presenceMembers: 1 } } },
    });
    const list = await rest.request('GET', '/channels', 4, { prefix: 'status:' });
    expect(list.items).toEqual(['status:one']);
    const batch = await rest.batchPresence(['status:one', 'nobody']);
    expect(batch).toMatchObject({ successCount: 2, failureCount: 0 });
    expect((batch as unknown as { results: unknown[] }).results[0]).toMatchObject({
      channel: 'status:one',
      presence: [{ clientId: 'ana' }],
    });
    const stats = await rest.stats({ unit: 'hour' });
    expect(stats.items[0]?.entries['messages.all.all.count']).toBeGreaterThan(0);
  });

  it('keeps the statistics that a test suite seeds', async () => {
    const rest = ably.rest({ key: app.keys[0]?.keyStr });
    // The SDK passes interval ids on, though its types only name times.
    const interval = (id: string): number => id as unknown as number;
    const minute = (clock: string, count: number): object => ({
      intervalId: `2025-02-03:${clock}`,
      inbound: { realtime: { messages: { count, data: 100 * count } } },
    });
    await rest.request('post', '/stats', 4, {}, [minute('15:03', 50), minute('15:04', 60)]);
    const byMinute = await rest.stats({
      start: interval('2025-02-03:15:03'),
      end: interval('2025-02-03:15:04'),
      direction: 'forwards',
    });
    expect(
      byMinute.items.map((item) => item.entries['messages.inbound.all.messages.count']),
    ).toEqual([50, 60]);
    const byHour = await rest.stats({
      start: interval('2025-02-03:15'),
      end: interval('2025-02-03:15'),
      unit: 'hour',
    });
    expect(byHour.items[0]?.entries['messages.all.all.count']).toBe(110);
  });

  it('announces occupancy to those who ask', async () => {
    const channel = ably.realtime().channels.get('counted', { params: { occupancy: 'metrics' } });
    const counts: number[] = [];
    await channel.subscribe('[meta]occupancy', (message) => {
      counts.push((message.data as { metrics: { connections: number } }).metrics.connections);
    });
    await ably.realtime().channels.get('counted').attach();
    await until(() => counts.at(-1) === 2);
    expect(counts[0]).toBe(1);
  });

  it('answers requests to its fault routes, and only when they are switched on', async () => {
    const client = ably.realtime();
    await client.connection.once('connected');
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`http://127.0.0.1:${ably.server.port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/admin/faults/nack-next-publishes', { code: 40099, statusCode: 400 });
    await expect(client.channels.get('x').publish('n', '')).rejects.toMatchObject({ code: 40099 });
    const dropped = client.connection.once('disconnected');
    await post('/admin/faults/drop-connections', { connectionId: client.connection.id });
    await dropped;
    await client.connection.once('connected');
    const plain = await startAblyFixture();
    const refused = await fetch(`http://127.0.0.1:${plain.server.port}/admin/faults/reset`, {
      method: 'POST',
    });
    expect(refused.status).toBe(404);
    expect(((await refused.json()) as { error: { code: number } }).error.code).toBe(40400);
    await plain.stop();
  });

  it('delays traffic in order, swallows it, and expires tokens on demand', async () => {
    let issued = 0;
    const client = ably.realtime({
      authCallback: (_, done) => {
        issued += 1;
        void ably
          .rest()
          .auth.requestToken({ clientId: 'late' })
          .then((token) => done(null, token));
      },
    });
    await client.connection.once('connected');
    const channel = client.channels.get('delayed');
    await channel.attach();
    ably.server.faults.delayTraffic(60);
    const begun = Date.now();
    const sent = [1, 2, 3].map((n) => channel.publish('n', String(n)));
    await Promise.all(sent);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(100);
    ably.server.faults.reset();
    expect((await channel.history()).items.map((item) => item.data as string)).toEqual([
      '3',
      '2',
      '1',
    ]);
    const lost = client.connection.once('disconnected');
    expect(ably.server.faults.expireTokens({ clientId: 'late' })).toBe(1);
    expect((await lost).reason?.code).toBe(40142);
    await client.connection.once('connected');
    expect(issued).toBe(2);
  });
});
