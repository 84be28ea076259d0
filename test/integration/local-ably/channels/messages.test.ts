import { createCipheriv } from 'node:crypto';
import type { InboundMessage, Message } from 'ably';
import * as Ably from 'ably';
import { sign } from 'jsonwebtoken';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

/** A payload sent in JSON, and its form for JSON and msgpack clients. */
const PAYLOADS: [string, object, object, object][] = [
  ['text', { data: 'teks' }, { data: 'teks' }, { data: 'teks' }],
  [
    'base64 becomes bytes',
    { data: 'AAH+/w==', encoding: 'base64' },
    { data: 'AAH+/w==', encoding: 'base64' },
    { data: Buffer.from([0, 1, 254, 255]) },
  ],
  [
    'cipher text',
    { data: 'AAECAw==', encoding: 'json/utf-8/cipher+aes-128-cbc/base64' },
    { data: 'AAECAw==', encoding: 'json/utf-8/cipher+aes-128-cbc/base64' },
    { data: Buffer.from([0, 1, 2, 3]), encoding: 'json/utf-8/cipher+aes-128-cbc' },
  ],
  [
    'json stays text',
    { data: '{"a":[1]}', encoding: 'json' },
    { data: '{"a":[1]}', encoding: 'json' },
    { data: '{"a":[1]}', encoding: 'json' },
  ],
  [
    'an object gets its encoding',
    { data: { a: 1 } },
    { data: '{"a":1}', encoding: 'json' },
    { data: '{"a":1}', encoding: 'json' },
  ],
  [
    'an unknown encoding',
    { data: 'x', encoding: 'utf-8/nonsense' },
    { data: 'x', encoding: 'utf-8/nonsense' },
    { data: 'x', encoding: 'utf-8/nonsense' },
  ],
  [
    'what is not base64 after all',
    { data: '!!', encoding: 'utf-8/base64' },
    { data: '!!', encoding: 'utf-8/base64' },
    { data: '!!', encoding: 'utf-8/base64' },
  ],
  ['nothing', {}, {}, {}],
];

describe.each([
  ['json', false],
  ['msgpack', true],
])('messages in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const tokenFor = async (clientId?: string): Promise<string> =>
    (await ably.rest().auth.requestToken(clientId === undefined ? {} : { clientId })).token;

  it('carry id, connection, timestamp, serial, action and version', async () => {
    const client = await ably.raw({ format, clientId: 'ana' });
    const name = `whole:${format}`;
    client.send({ action: 10, channel: name });
    client.send({ action: 15, channel: name, msgSerial: 7, messages: [{ name: 'n', data: 'd' }] });
    const frame = await client.waitForFrame(15);
    const connectionId = client.first['connectionId'];
    expect(frame).toMatchObject({
      channel: name,
      id: `${String(connectionId)}:7`,
      connectionId,
      channelSerial: expect.any(String) as string,
    });
    expect(Number(frame['timestamp'])).toBeGreaterThan(Date.now() - 60_000);
    const [message] = (await ably.rest({ useBinaryProtocol }).channels.get(name).history()).items;
    expect(message).toMatchObject({
      id: `${String(connectionId)}:7:0`,
      name: 'n',
      data: 'd',
      clientId: 'ana',
      connectionId,
      action: 'message.create',
      annotations: { summary: {} },
    });
    expect(message?.timestamp).toBe(Number(frame['timestamp']));
    expect(message?.serial).toMatch(/^\d{14}-\d{3}@\w+:\d+$/);
    expect(message?.version).toMatchObject({
      serial: message?.serial,
      timestamp: message?.timestamp,
    });
  });

  it('get an id from the server over REST', async () => {
    const channel = ably
      .rest({ useBinaryProtocol, idempotentRestPublishing: false })
      .channels.get(`rest-id:${format}`);
    await channel.publish([{ data: 'a' }, { data: 'b' }]);
    const ids = (await channel.history({ direction: 'forwards' })).items.map(({ id }) => id ?? '');
    expect(ids.map((id) => id.replace(/^.{8,}:/, ':'))).toEqual([':0', ':1']);
    const [message] = (await channel.history()).items;
    expect(message?.connectionId).toBeUndefined();
    expect(message?.clientId).toBeUndefined();
  });

  it.each([
    ['a fixed client', 'ana', undefined, 'ana'],
    ['a fixed client that says so', 'ana', 'ana', 'ana'],
    ['a fixed client that says otherwise', 'ana', 'budi', 40012],
    ['a client that may be any', '*', 'budi', 'budi'],
    ['a client that may be any and says nothing', '*', undefined, undefined],
    ['a client that takes the star for a name', '*', '*', 40012],
    ['a client without a name', undefined, 'budi', 40012],
    ['a client without a name that says nothing', undefined, undefined, undefined],
    ['an empty name', '*', '', 40012],
  ])(
    'get or are rejected with the clientId of %s',
    async (_title, tokenClientId, asserted, expected) => {
      const token = await tokenFor(tokenClientId);
      const name = `who:${format}`;
      const message = { data: 'x', ...(asserted === undefined ? {} : { clientId: asserted }) };
      const rest = ably.rest({ token, useBinaryProtocol }).channels.get(name);
      const realtime = ably.realtime({ token, useBinaryProtocol }).channels.get(name);
      for (const channel of [rest, realtime]) {
        if (typeof expected === 'number') {
          await expect(channel.publish(message)).rejects.toMatchObject({
            code: expected,
            statusCode: 400,
          });
          continue;
        }
        await channel.publish(message);
        const [newest] = (await ably.rest().channels.get(name).history({ limit: 1 })).items;
        expect(newest?.clientId).toBe(expected);
      }
    },
  );

  it('take the clientId of a key from header, option or message', async () => {
    const named = ably.rest({ useBinaryProtocol, clientId: 'budi' }).channels.get('by-key');
    await named.publish('n', '1');
    await expect(named.publish({ data: '', clientId: 'ana' })).rejects.toMatchObject({
      code: 40012,
    });
    const free = ably.rest({ useBinaryProtocol }).channels.get('by-key');
    await free.publish({ data: '2', clientId: 'cici' });
    const items = (await free.history({ limit: 2 })).items;
    expect(items.map((item) => item.clientId)).toEqual(['cici', 'budi']);
    const token = await tokenFor('*');
    await ably
      .rest({ useBinaryProtocol, token, clientId: 'dodi' })
      .channels.get('by-key')
      .publish('n', '3');
    expect((await free.history({ limit: 1 })).items[0]?.clientId).toBe('dodi');
  });

  it('are published once per id over WebSocket and REST', async () => {
    const name = `idempotent:${format}`;
    const rest = ably.rest({ useBinaryProtocol }).channels.get(name);
    const realtime = ably.realtime({ useBinaryProtocol }).channels.get(name);
    const batch = [
      { id: 'base:0', data: 'a' },
      { id: 'base:1', data: 'b' },
    ];
    const first = await rest.publish(batch);
    expect((await rest.publish(batch)).serials).toEqual(first.serials);
    expect((await realtime.publish(batch)).serials).toEqual(first.serials);
    expect((await rest.history()).items).toHaveLength(2);
    for (const ids of [
      ['one', 'two'],
      ['b:1', 'b:0'],
      ['c:0', undefined],
    ]) {
      const unlike = ids.map((id) => ({ data: '', ...(id ? { id } : {}) }));
      await expect(realtime.publish(unlike)).rejects.toMatchObject({ code: 40031 });
    }
    await expect(realtime.publish({ id: 'x'.repeat(2_000), data: '' })).rejects.toMatchObject({
      code: 40031,
      statusCode: 400,
    });
    const generated = ably.rest({ useBinaryProtocol }).channels.get(name);
    await generated.publish('n', 'c');
    const [newest] = (await generated.history({ limit: 1 })).items;
    expect(newest?.id).toMatch(/^[\w+/=]{12}:0$/);
  });

  it('count only fields of the sender towards the size limit', async () => {
    const client = ably.realtime({ useBinaryProtocol, clientId: 'a-long-client-id' });
    await client.connection.whenState('connected');
    const channel = client.channels.get('sizes');
    await channel.publish({ name: 'name', data: 'x'.repeat(65_532) });
    await expect(channel.publish({ name: 'name', data: 'x'.repeat(65_533) })).rejects.toMatchObject(
      { code: 40009, message: expect.stringContaining('65537') as string },
    );
    const raw = await ably.raw({ format });
    const publish = (msgSerial: number, message: object): void =>
      raw.send({ action: 15, channel: 'sizes', msgSerial, messages: [message] });
    publish(0, { name: 'n', clientId: 'c', data: 'x'.repeat(65_521), extras: { headers: {} } });
    expect(await raw.waitForFrame(2)).toMatchObject({ error: { code: 40009, statusCode: 400 } });
    publish(1, { name: 'n', clientId: 'c', data: 'x'.repeat(65_520), extras: { headers: {} } });
    expect(await raw.waitForFrame(1)).toMatchObject({ msgSerial: 1 });
    const rest = ably.rest({ useBinaryProtocol, maxMessageSize: 1e6 }).channels.get('sizes');
    await expect(rest.publish('n', 'x'.repeat(65_536))).rejects.toMatchObject({
      code: 40009,
      statusCode: 400,
    });
  });

  it.each(PAYLOADS)(
    'carry %s from JSON to JSON and msgpack clients',
    async (title, sent, json, pack) => {
      const name = `payload:${format}:${title}`;
      const readers = await Promise.all([
        ably.raw({ format: 'json' }),
        ably.raw({ format: 'msgpack' }),
      ]);
      for (const reader of readers) reader.send({ action: 10, channel: name });
      await Promise.all(readers.map((reader) => reader.waitForFrame(11)));
      await ably
        .rest({ useBinaryProtocol: false })
        .request(
          'POST',
          `/channels/${encodeURIComponent(name)}/messages`,
          4,
          {},
          { name: 'n', ...sent },
        );
      const [asJson, asPack] = await Promise.all(
        readers.map(async (reader) => {
          const [message] = (await reader.waitForFrame(15))['messages'] as { data: unknown }[];
          return message as Record<string, unknown>;
        }),
      );
      const payloadOf = (message: Record<string, unknown> | undefined): object => ({
        ...('data' in (message ?? {}) ? { data: message?.['data'] } : {}),
        ...('encoding' in (message ?? {}) ? { encoding: message?.['encoding'] } : {}),
      });
      expect(payloadOf(asJson)).toEqual(json);
      expect(payloadOf(asPack)).toEqual(pack);
      const read = async (binary: boolean): Promise<Record<string, unknown>> =>
        (
          await ably
            .rest({ useBinaryProtocol: binary })
            .request('GET', `/channels/${encodeURIComponent(name)}/messages`, 4)
        ).items[0] as Record<string, unknown>;
      expect(payloadOf(await read(false))).toEqual(json);
      expect(payloadOf(await read(true))).toEqual(pack);
    },
  );

  it.each([[true], [7], [{ toString: 1 }]])(
    'are rejected with %j as encoding or a number as data',
    async (x) => {
      const { items, statusCode } = await ably
        .rest({ useBinaryProtocol })
        .request('POST', '/channels/encodings/messages', 4, {}, { data: 'x', encoding: x });
      expect([statusCode, items[0]]).toMatchObject([400, { error: { code: 40013 } }]);
      const number = await ably
        .rest({ useBinaryProtocol })
        .request('POST', '/channels/encodings/messages', 4, {}, { data: 7 });
      expect(number.errorCode).toBe(40013);
    },
  );

  it('pass encrypted payloads through unchanged', async () => {
    const key = Buffer.alloc(16, 7);
    const options = { cipher: { key } };
    const writer = ably.rest({ useBinaryProtocol }).channels.get('secret', options);
    const reader = ably.realtime({ useBinaryProtocol: !useBinaryProtocol });
    const channel = reader.channels.get('secret', options);
    const received = collect<InboundMessage>(2, (listener) => channel.subscribe(listener));
    await channel.attach();
    await writer.publish('n', { rahasia: true });
    await writer.publish('n', Buffer.from('bytes'));
    const [object, bytes] = await received;
    expect(object?.data).toEqual({ rahasia: true });
    expect(Buffer.from(bytes?.data as Buffer).toString()).toBe('bytes');
    const withoutCipher = (await ably.rest({ useBinaryProtocol }).channels.get('secret').history())
      .items;
    expect(withoutCipher.map(({ encoding }) => encoding)).toEqual([
      'cipher+aes-128-cbc',
      'json/utf-8/cipher+aes-128-cbc',
    ]);
    const iv = Buffer.alloc(16, 1);
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    const data = Buffer.concat([iv, cipher.update('teks', 'utf8'), cipher.final()]);
    const decoded = await Ably.Realtime.Message.fromEncoded(
      { data: data.toString('base64'), encoding: 'utf-8/cipher+aes-128-cbc/base64' },
      options,
    );
    expect(decoded.data).toBe('teks');
  });

  it('are not stored when ephemeral, but delivered to attached clients', async () => {
    const name = `ephemeral:${format}`;
    const channel = ably.realtime({ useBinaryProtocol }).channels.get(name);
    const received = collect<Message>(3, (listener) => channel.subscribe(listener));
    await channel.attach();
    await channel.publish([
      { id: 'e:0', data: 'stored' },
      { id: 'e:1', data: 'gone', extras: { ephemeral: true } },
      { id: 'e:2', data: 'stored too' },
    ]);
    expect((await received).map(({ id }) => id)).toEqual(['e:0', 'e:1', 'e:2']);
    const history = await channel.history({ direction: 'forwards' });
    expect(history.items.map(({ id, data }) => [id, data as unknown])).toEqual([
      ['e:0', 'stored'],
      ['e:2', 'stored too'],
    ]);
    const lateConnection = await ably.raw({ format });
    lateConnection.send({ action: 10, channel: name, params: { rewind: '10' } });
    const frames = (await lateConnection.flush()).slice(1);
    expect(frames.flatMap(({ messages }) => messages as unknown[])).toHaveLength(2);
  });

  it('carry the user claim of the sender, which clients cannot set', async () => {
    const token = sign(
      { 'x-ably-clientId': 'ana', 'ably.channel.claimed:*': 'moderator', 'ably.room.r': 'host' },
      's3cret',
      { keyid: 'testapp.first', expiresIn: 60 },
    );
    const client = ably.realtime({ token, useBinaryProtocol });
    const channel = client.channels.get('claimed:x');
    const received = collect<Message>(1, (listener) => channel.subscribe(listener));
    const present = collect<{ extras?: unknown }>(1, (listener) =>
      channel.presence.subscribe(listener),
    );
    await channel.attach();
    await channel.publish({ data: 'd', extras: { headers: { h: 1 }, userClaim: 'forged' } });
    await channel.presence.enter();
    expect((await received)[0]?.extras).toEqual({ headers: { h: 1 }, userClaim: 'moderator' });
    expect((await present)[0]?.extras).toEqual({ userClaim: 'moderator' });
    const unclaimed = ably.realtime({ useBinaryProtocol }).channels.get('unclaimed');
    const other = collect<Message>(1, (listener) => unclaimed.subscribe(listener));
    await unclaimed.attach();
    await unclaimed.publish({ data: 'd', extras: { headers: {}, userClaim: 'forged' } });
    expect((await other)[0]?.extras).toEqual({ headers: {} });
  });

  it('are published for the connection of their connectionKey', async () => {
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    await client.connection.whenState('connected');
    const rest = ably.rest({ useBinaryProtocol }).channels.get('for-connection');
    await rest.publish({ data: 'd', connectionKey: client.connection.key } as Message);
    const [message] = (await rest.history()).items;
    expect(message).toMatchObject({ connectionId: client.connection.id, clientId: 'ana' });
    const unknownKey = { data: 'd', connectionKey: 'unknown' } as Message;
    await expect(rest.publish(unknownKey)).rejects.toMatchObject({ code: 40006, statusCode: 400 });
    const token = await tokenFor('budi');
    const budi = ably.rest({ useBinaryProtocol, token }).channels.get('for-connection');
    const foreign = { data: 'd', connectionKey: client.connection.key } as Message;
    await expect(budi.publish(foreign)).rejects.toMatchObject({ code: 40006 });
  });

  it('are rejected with _forceNack over WebSocket and REST; other parameters are ignored', async () => {
    const rest = ably.rest({ useBinaryProtocol }).channels.get('forced');
    const realtime = ably.realtime({ useBinaryProtocol }).channels.get('forced');
    const refused = { code: 40099, statusCode: 400 };
    await expect(rest.publish({ data: '' }, { _forceNack: true })).rejects.toMatchObject(refused);
    await expect(realtime.publish({ data: '' }, { _forceNack: true })).rejects.toMatchObject(
      refused,
    );
    await rest.publish({ data: 'fine' }, { anything: 'goes' });
    await realtime.publish({ data: 'fine' }, { anything: 'goes' });
    expect((await rest.history()).items).toHaveLength(2);
  });
});
