import type { PresenceMessage } from 'ably';
import { afterTest } from '../../../support/harness/after-test';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';
import type { Frame, RawAblyClient } from '../../../support/clients/raw-ably-client';

const HAS_PRESENCE = 1;
const PRESENCE_SUBSCRIBE = 1 << 19;

describe.each([
  ['json', false],
  ['msgpack', true],
])('presence rules in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const connect = (more: Record<string, string> = {}) => ably.raw({ format, ...more });
  const enter = (
    client: RawAblyClient,
    channel: string,
    msgSerial: number,
    ...presence: object[]
  ) => client.send({ action: 14, channel, msgSerial, presence });
  const eventsIn = (frames: Frame[]): Record<string, unknown>[] =>
    frames
      .filter(({ action }) => action === 14)
      .flatMap(({ presence }) => presence as Record<string, unknown>[]);

  it('identifies a member by client and connection, and orders its events by id', async () => {
    const channel = `members:${format}`;
    const one = await connect({ clientId: 'ana' });
    const two = await connect({ clientId: 'ana' });
    one.send({ action: 10, channel });
    enter(one, channel, 0, { action: 2, data: 'first' });
    enter(two, channel, 0, { action: 2, data: 'second' });
    await two.flush();
    await one.flush();
    enter(one, channel, 1, { action: 4, data: 'third' });
    await one.flush();
    const id = String(one.first['connectionId']);
    const otherId = String(two.first['connectionId']);
    expect(eventsIn(one.frames).map((event) => [event['id'], event['action']])).toEqual([
      [`${id}:0:0`, 2],
      [`${otherId}:0:0`, 2],
      [`${id}:1:0`, 4],
    ]);
    expect(eventsIn(one.frames)[0]).toMatchObject({
      clientId: 'ana',
      connectionId: id,
      data: 'first',
      timestamp: expect.anything() as unknown,
    });
    const members = await ably.rest().channels.get(channel).presence.get();
    expect(members.items).toHaveLength(2);
  });

  it('applies the events of one frame in order', async () => {
    const channel = `together:${format}`;
    const watcher = await connect();
    watcher.send({ action: 10, channel });
    const client = await connect({ clientId: 'ana' });
    enter(client, channel, 0, { action: 2, data: 'a' }, { action: 4, data: 'b' });
    enter(client, channel, 1, { action: 3 }, { action: 3 }, { action: 2, data: 'c' });
    expect(await client.flush()).toMatchObject([{ action: 1, msgSerial: 0, count: 2 }]);
    const events = eventsIn(await watcher.flush());
    expect(events.map(({ action, data }) => [action, data])).toEqual([
      [2, 'a'],
      [4, 'b'],
      [3, 'b'],
      [2, 'c'],
    ]);
  });

  it.each([
    ['its own id', { clientId: 'ana' }, {}, 1],
    ['its own id, spelled out', { clientId: 'ana' }, { clientId: 'ana' }, 1],
    ['another id', { clientId: 'ana' }, { clientId: 'budi' }, 40012],
    ['any id, with a key', {}, { clientId: 'budi' }, 1],
    ['no id, with a key', {}, {}, 91000],
    ['the star', {}, { clientId: '*' }, 40012],
    ['an action that is none', { clientId: 'ana' }, { action: 9 }, 40000],
    ['too much data', { clientId: 'ana' }, { data: 'x'.repeat(70_000) }, 40009],
    ['too many extras', { clientId: 'ana' }, { extras: { x: 'x'.repeat(70_000) } }, 40009],
  ])('responds to a client that enters as %s', async (_title, query, event, expected) => {
    const client = await connect(query);
    enter(client, `who:${format}`, 0, { action: 2, ...event });
    const [frame] = await client.flush();
    if (expected === 1) expect(frame).toMatchObject({ action: 1, msgSerial: 0, count: 1 });
    else expect(frame).toMatchObject({ action: 2, msgSerial: 0, error: { code: expected } });
  });

  it('enforces the capability of the token', async () => {
    const grant = async (
      clientId: string | undefined,
      operations: string[],
    ): Promise<RawAblyClient> =>
      connect({
        access_token: (
          await ably.rest().auth.requestToken({
            capability: JSON.stringify({ '*': operations }),
            ...(clientId ? { clientId } : {}),
          })
        ).token,
      });
    const anyone = await grant('*', ['presence']);
    enter(anyone, 'token', 0, { action: 2, clientId: 'budi' });
    expect(await anyone.flush()).toMatchObject([{ action: 1 }]);
    const anonymous = await grant(undefined, ['presence']);
    enter(anonymous, 'token', 0, { action: 2 });
    enter(anonymous, 'token', 1, { action: 2, clientId: 'budi' });
    expect(await anonymous.flush()).toMatchObject([
      { action: 2, error: { code: 91000, statusCode: 400 } },
      { action: 2, error: { code: 40012, statusCode: 400 } },
    ]);
    const reader = await grant('ana', ['subscribe']);
    enter(reader, 'token', 0, { action: 2 });
    expect(await reader.flush()).toMatchObject([
      { action: 2, error: { code: 40160, statusCode: 401 } },
    ]);
    const sdk = ably.realtime({ useBinaryProtocol }).channels.get('token');
    await expect(sdk.presence.enter()).rejects.toMatchObject({ code: 91000 });
    await expect(sdk.presence.enter()).rejects.toMatchObject({ code: 40012 });
  });

  it('repeats the last data in a leave, and ignores a leave of a non-member', async () => {
    const channel = `leaving:${format}`;
    const client = await connect({ clientId: 'ana' });
    client.send({ action: 10, channel });
    enter(client, channel, 0, { action: 3 });
    enter(client, channel, 1, { action: 2, data: '{"a":1}', encoding: 'json' });
    enter(client, channel, 2, { action: 2, data: 'again' });
    enter(client, channel, 3, { action: 3 });
    enter(client, channel, 4, { action: 4, data: 'back' });
    enter(client, channel, 5, { action: 3, data: 'bye' });
    await client.flush();
    const acked = client.frames
      .filter(({ action }) => action === 1)
      .reduce((sum, { count }) => sum + (count as number), 0);
    expect(acked).toBe(6);
    expect(eventsIn(client.frames).map(({ action, data }) => [action, data])).toEqual([
      [2, '{"a":1}'],
      [4, 'again'],
      [3, 'again'],
      [2, 'back'],
      [3, 'bye'],
    ]);
    const history = await ably.rest({ useBinaryProtocol }).channels.get(channel).presence.history();
    expect(history.items.map((item) => [item.action, item.data as unknown])).toEqual([
      ['leave', 'bye'],
      ['enter', 'back'],
      ['leave', 'again'],
      ['update', 'again'],
      ['enter', { a: 1 }],
    ]);
  });

  it('syncs members in pages of 100, the last with an empty cursor', async () => {
    const channel = `sync:${format}`;
    const empty = await connect();
    empty.send({ action: 10, channel });
    const [attached, ...none] = await empty.flush();
    expect([(attached?.['flags'] as number) & HAS_PRESENCE, none]).toEqual([0, []]);
    const manyMembers = await connect();
    const many = Array.from({ length: 210 }, (_, i) => ({ action: 2, clientId: `c${i}` }));
    enter(manyMembers, channel, 0, ...many);
    await manyMembers.flush();
    const lateConnection = await connect();
    lateConnection.send({ action: 10, channel });
    const [withMembers, ...pages] = await lateConnection.flush();
    expect((withMembers?.['flags'] as number) & HAS_PRESENCE).toBe(HAS_PRESENCE);
    const check = (frames: Frame[]): void => {
      expect(frames.map(({ action }) => action)).toEqual([16, 16, 16]);
      const cursors = frames.map(({ channelSerial }) => String(channelSerial).split(':'));
      expect(cursors[0]?.[0]).toMatch(/^[\w-]+$/);
      expect(new Set(cursors.map(([id]) => id)).size).toBe(1);
      expect(cursors.map(([, cursor]) => cursor === '')).toEqual([false, false, true]);
      const members = frames.map(({ presence }) => presence as { action: number }[]);
      expect(members.map((page) => page.length)).toEqual([100, 100, 10]);
      expect(new Set(members.flat().map(({ action }) => action))).toEqual(new Set([1]));
    };
    check(pages);
    lateConnection.send({ action: 16, channel });
    check(await lateConnection.flush());
    const withoutMode = await connect();
    withoutMode.send({ action: 10, channel, flags: 1 << 17 });
    expect(await withoutMode.flush()).toMatchObject([{ action: 11, flags: 1 << 17 }]);
    enter(manyMembers, channel, 1, { action: 4, clientId: 'c1' });
    await manyMembers.flush();
    expect(eventsIn(await withoutMode.flush())).toEqual([]);
    const only = await connect();
    only.send({ action: 10, channel, flags: PRESENCE_SUBSCRIBE });
    expect((await only.flush()).map(({ action }) => action)).toEqual([11, 16, 16, 16]);
  });

  it('keeps the id of a re-entering client and sends no event for the same id', async () => {
    const channel = `reenter:${format}`;
    const watcher = await connect();
    watcher.send({ action: 10, channel });
    const client = await connect({ clientId: 'ana' });
    const id = 'an-earlier-connection:3:1';
    enter(client, channel, 0, { action: 2, id, data: 'x' });
    enter(client, channel, 1, { action: 2, id, data: 'x' });
    expect(await client.flush()).toMatchObject([{ action: 1, count: 2 }]);
    expect(eventsIn(await watcher.flush())).toMatchObject([{ action: 2, id, data: 'x' }]);
  });

  it('re-enters automatically on a new connection and reports a missing capability', async () => {
    const watcher = ably.realtime({ useBinaryProtocol }).channels.get('auto');
    await watcher.attach();
    let operations = ['presence', 'subscribe'];
    const client = ably.realtime({
      useBinaryProtocol,
      authCallback: (_, done) =>
        void ably
          .rest()
          .auth.requestToken({ clientId: 'ana', capability: JSON.stringify({ '*': operations }) })
          .then((token) => done(null, token)),
    });
    const channel = client.channels.get('auto');
    await channel.presence.enter('here');
    const before = client.connection.id;
    ably.server.faults.loseState();
    await waitUntil(async () => {
      const { id } = client.connection;
      const members = await watcher.presence.get({ waitForSync: false });
      return id !== before && members.some(({ connectionId }) => connectionId === id);
    });
    expect((await watcher.presence.get()).map(({ clientId }) => clientId)).toEqual(['ana']);
    operations = ['subscribe'];
    const failed = new Promise<number | undefined>((resolve) =>
      channel.on('update', ({ reason }) => resolve(reason?.code)),
    );
    await client.auth.authorize();
    ably.server.faults.dropConnections({ clientId: 'ana' });
    expect(await failed).toBe(91004);
  });

  it('pages members and events with any client id', async () => {
    const name = `paged:${format}`;
    const names = ['a b', 'a+b', 'a,b', 'ä', '100%', 'a/b', 'a?b=c&d', '<z>; rel="next"'];
    const channel = ably.realtime({ useBinaryProtocol }).channels.get(name);
    for (const clientId of names) await channel.presence.enterClient(clientId, clientId);
    const rest = ably.rest({ useBinaryProtocol }).channels.get(name);
    const all = async (
      first: Awaited<ReturnType<typeof rest.presence.get>>,
    ): Promise<(string | undefined)[]> => {
      const found = [...first.items];
      for (let page = await first.next(); page; page = await page.next()) found.push(...page.items);
      return found.map(({ clientId }) => clientId);
    };
    expect((await all(await rest.presence.get({ limit: 1 }))).sort()).toEqual([...names].sort());
    expect(await all(await rest.presence.history({ limit: 3, direction: 'forwards' }))).toEqual(
      names,
    );
    for (const clientId of names) {
      expect((await rest.presence.get({ clientId })).items).toMatchObject([
        { clientId, data: clientId, action: 'present' },
      ]);
    }
    const { connectionId } = (await rest.presence.get({ limit: 1 })).items[0] ?? {};
    expect((await rest.presence.get({ connectionId: connectionId ?? '' })).items).toHaveLength(8);
    expect((await rest.presence.get({ connectionId: 'unknown' })).items).toEqual([]);
  });

  it('carries bytes, objects and encrypted data', async () => {
    const options = { cipher: { key: Buffer.alloc(32, 3) } };
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = client.channels.get(`data:${format}`, options);
    const other = ably
      .realtime({ useBinaryProtocol: !useBinaryProtocol })
      .channels.get(`data:${format}`, options);
    const received = collect<PresenceMessage>(3, (listener) => other.presence.subscribe(listener));
    await other.attach();
    await channel.presence.enter({ mood: 'calm' });
    await channel.presence.update(Buffer.from([1, 2]));
    await channel.presence.leave('text');
    const [object, bytes, text] = await received;
    expect([object?.data, text?.data]).toEqual([{ mood: 'calm' }, 'text']);
    expect(Buffer.from(bytes?.data as Buffer)).toEqual(Buffer.from([1, 2]));
  });

  it('limits the data of all members', async () => {
    const small = await startAblyFixture({ limits: { maxPresenceBytes: 5_000 } });
    afterTest(() => small.stop());
    const channel = small.realtime({ useBinaryProtocol }).channels.get('full');
    await channel.presence.enterClient('a', 'x'.repeat(3_000));
    await expect(channel.presence.enterClient('b', 'x'.repeat(3_000))).rejects.toMatchObject({
      code: 91006,
      statusCode: 400,
    });
    await channel.presence.leaveClient('a');
    await channel.presence.enterClient('b', 'x'.repeat(3_000));
  });
});
