import { createCipheriv } from 'node:crypto';
import { afterTest } from '../../../support/harness/after-test';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';

interface Provisioned {
  appId: string;
  accountId: string;
  endpoint: string;
  port: number;
  tls: boolean;
  keys: Record<'id' | 'keyName' | 'keySecret' | 'keyStr' | 'value' | 'capability', string>[];
  namespaces: { id: string }[];
}

const CIPHER_KEY = Buffer.alloc(16, 5);
const encrypted = ((): string => {
  const iv = Buffer.alloc(16, 9);
  const cipher = createCipheriv('aes-128-cbc', CIPHER_KEY, iv);
  const body = [iv, cipher.update('{"example":{"json":"Object"}}', 'utf8'), cipher.final()];
  return Buffer.concat(body).toString('base64');
})();

const DESCRIPTION = {
  keys: [
    {},
    { capability: '{ "cansubscribe:*":["subscribe"], "canpublish:*":["publish"] }' },
    { capability: '{"channel0":["publish"],"channel6":["*"]}' },
    { capability: '{ "*":["subscribe"] }' },
    { revocableTokens: true },
    { capability: '{ "[*]*":["*"] }' },
  ],
  namespaces: [
    { id: 'persisted', persisted: true },
    { id: 'pushenabled', pushEnabled: true },
    { id: 'mutable', mutableMessages: true },
  ],
  channels: [
    {
      name: 'persisted:presence_fixtures',
      presence: [
        { clientId: 'client_bool', data: 'true' },
        { clientId: 'client_int', data: '24' },
        { clientId: 'client_string', data: 'This is a string clientData payload' },
        { clientId: 'client_json', data: '{ "test": "This is a JSONObject clientData payload"}' },
        { clientId: 'client_decoded', data: '{"example":{"json":"Object"}}', encoding: 'json' },
        {
          clientId: 'client_encoded',
          data: encrypted,
          encoding: 'json/utf-8/cipher+aes-128-cbc/base64',
        },
      ],
    },
  ],
  limits: { presence: { maxMembers: 250 } },
};

describe('provisioned apps', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ provisioning: true, limits: { maxApps: 8 } });
  });
  afterAll(() => ably.stop());

  const post = (body: unknown): Promise<Response> =>
    ably.fetch('/apps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  async function provision(body: object = DESCRIPTION): Promise<Provisioned> {
    const response = await post(body);
    expect(response.status).toBe(201);
    return (await response.json()) as Provisioned;
  }

  it('are returned with their address, keys and namespaces', async () => {
    const app = await provision();
    expect(app).toMatchObject({ endpoint: '127.0.0.1', port: ably.server.port, tls: false });
    expect(app.appId).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(app.accountId).toEqual(expect.any(String));
    expect(app.namespaces.map(({ id }) => id)).toEqual(['persisted', 'pushenabled', 'mutable']);
    expect(app.keys).toHaveLength(6);
    for (const [index, key] of app.keys.entries()) {
      expect(key.keyName).toBe(`${app.appId}.${key.id}`);
      expect(key.keyStr).toBe(`${key.keyName}:${key.keySecret}`);
      expect(key.value).toBe(key.keySecret);
      expect(key.keyStr).toMatch(/^[^\s.:]+\.[^\s.:]+:[^\s.:]+$/);
      const expectedCapability = DESCRIPTION.keys[index]?.capability ?? '{"*":["*"]}';
      expect(JSON.parse(key.capability)).toEqual(JSON.parse(expectedCapability));
    }
    const { token, capability } = await ably.rest({ key: app.keys[2]?.keyStr }).auth.requestToken();
    expect(JSON.parse(capability)).toEqual(JSON.parse(app.keys[2]?.capability ?? ''));
    const client = ably.realtime({ token });
    await client.channels.get('channel0').publish('n', '');
    await expect(client.channels.get('channel1').attach()).rejects.toMatchObject({ code: 40160 });
  });

  it('contain presence members for their lifetime', async () => {
    const app = await provision();
    const key = app.keys[0]?.keyStr;
    const options = { cipher: { key: CIPHER_KEY } };
    for (const useBinaryProtocol of [true, false]) {
      const channel = ably
        .rest({ key, useBinaryProtocol })
        .channels.get('persisted:presence_fixtures', options);
      const { items } = await channel.presence.get();
      expect(items.map(({ clientId, action }) => [clientId, action])).toEqual(
        ['bool', 'decoded', 'encoded', 'int', 'json', 'string'].map((kind) => [
          `client_${kind}`,
          'present',
        ]),
      );
      expect(new Set(items.map(({ connectionId }) => connectionId)).size).toBe(1);
      const data = Object.fromEntries(items.map((item) => [item.clientId, item.data as unknown]));
      expect(data).toEqual({
        client_bool: 'true',
        client_int: '24',
        client_string: 'This is a string clientData payload',
        client_json: '{ "test": "This is a JSONObject clientData payload"}',
        client_decoded: { example: { json: 'Object' } },
        client_encoded: { example: { json: 'Object' } },
      });
      const history = await channel.presence.history();
      expect(new Set(history.items.map(({ action }) => action))).toEqual(new Set(['enter']));
      expect(history.items).toHaveLength(6);
    }
    const raw = await ably
      .rest({ key, useBinaryProtocol: false })
      .request('GET', '/channels/persisted%3Apresence_fixtures/presence', 4, {
        clientId: 'client_encoded',
      });
    expect(raw.items[0]).toMatchObject({
      data: encrypted,
      encoding: 'json/utf-8/cipher+aes-128-cbc/base64',
    });
    const realtime = ably.realtime({ key }).channels.get('persisted:presence_fixtures', options);
    expect(await realtime.presence.get()).toHaveLength(6);
  });

  it('allow changes only in mutable namespaces', async () => {
    const app = await provision();
    const rest = ably.rest({ key: app.keys[0]?.keyStr });
    const publishTo = async (name: string): Promise<unknown> => {
      const channel = rest.channels.get(name);
      const { serials } = await channel.publish('n', 'd');
      return channel.updateMessage({ serial: serials[0] ?? '', data: 'e' });
    };
    await expect(publishTo('mutable:x')).resolves.toHaveProperty('versionSerial');
    for (const name of ['persisted:x', 'mutable2:x', 'x']) {
      await expect(publishTo(name)).rejects.toMatchObject({ code: 93002 });
    }
  });

  it('are deleted with their connections and data by their own key', async () => {
    const app = await provision({ keys: [{}] });
    const other = await provision({ keys: [{}] });
    const key = app.keys[0]?.keyStr;
    const client = ably.realtime({ key });
    await client.channels.get('x').attach();
    const failed = client.connection.once('failed');
    const remove = (as: string | undefined, appId: string): Promise<Response> =>
      ably.fetch(`/apps/${appId}?key=${encodeURIComponent(as ?? '')}`, { method: 'DELETE' });
    expect((await remove(other.keys[0]?.keyStr, app.appId)).status).toBe(401);
    const { token } = await ably.rest({ key }).auth.requestToken();
    const byToken = await ably.fetch(`/apps/${app.appId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(byToken.headers.get('x-ably-errorcode')).toBe('40162');
    expect((await remove(key, app.appId)).status).toBe(204);
    expect((await failed).reason).toMatchObject({ code: 40400, statusCode: 404 });
    expect((await remove(key, app.appId)).status).toBe(401);
    await expect(ably.rest({ key }).channels.get('x').history()).rejects.toMatchObject({
      code: 40101,
      statusCode: 401,
    });
    expect((await remove(other.keys[0]?.keyStr, other.appId)).status).toBe(204);
  });

  it.each([
    [[], 40000],
    ['text', 40000],
    [{ keys: 'many' }, 40000],
    [{ keys: [7] }, 40000],
    [{ keys: [{ capability: '{"a":["fly"]}' }] }, 40000],
    [{ namespaces: [{ id: 7 }] }, 40000],
    [{ channels: [{ presence: [{}] }] }, 40000],
    [{ channels: [{ name: ':bad', presence: [{ clientId: 'a' }] }] }, 40010],
    [{ channels: [{ name: 'a', presence: [{ data: 'x' }] }] }, 40000],
  ])('are not created from %j', async (body, code) => {
    const response = await post(body);
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([
      400,
      String(code),
    ]);
  });

  it('are limited in number', async () => {
    const provisioned: Provisioned[] = [];
    let response = await post({ keys: [{}] });
    while (response.status === 201) {
      provisioned.push((await response.json()) as Provisioned);
      response = await post({ keys: [{}] });
    }
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([403, '40300']);
    for (const { appId, keys } of provisioned) {
      const path = `/apps/${appId}?key=${encodeURIComponent(keys[0]?.keyStr ?? '')}`;
      expect((await ably.fetch(path, { method: 'DELETE' })).status).toBe(204);
    }
    await provision({ keys: [{}] });
  });

  it('store the given statistics', async () => {
    const rest = ably.rest();
    // The SDK accepts interval ids, although its types only declare times.
    const interval = (id: string): number => id as unknown as number;
    const minute = (clock: string, count: number): object => ({
      intervalId: `2025-02-03:${clock}`,
      inbound: { realtime: { messages: { count, data: 100 * count } } },
      connections: { tls: { peak: 20, opened: 10 } },
    });
    const fixtures = [minute('15:03', 50), minute('15:04', 60), minute('15:05', 70)];
    const seeded = await rest.request('post', '/stats', 4, {}, fixtures);
    expect(seeded.statusCode).toBe(201);
    const all = { start: interval('2025-02-03:15:03'), end: interval('2025-02-03:15:05') };
    const counts = (items: { entries: Record<string, number | undefined> }[]): unknown[] =>
      items.map(({ entries }) => entries['messages.inbound.all.messages.count']);
    const forwards = await rest.stats({ ...all, direction: 'forwards' });
    expect(counts(forwards.items)).toEqual([50, 60, 70]);
    expect(forwards.items[0]?.entries['connections.all.peak']).toBe(20);
    const newest = await rest.stats({ ...all, limit: 1 });
    expect(counts(newest.items)).toEqual([70]);
    const second = await newest.next();
    expect(counts(second?.items ?? [])).toEqual([60]);
    expect(counts((await second?.first())?.items ?? [])).toEqual([70]);
    for (const [unit, id] of [
      ['hour', '2025-02-03:15'],
      ['day', '2025-02-03'],
      ['month', '2025-02'],
    ] as const) {
      const { items } = await rest.stats({ start: interval(id), end: interval(id), unit });
      expect(items).toMatchObject([{ intervalId: id, unit }]);
      expect(items[0]?.inProgress).toBeUndefined();
      expect(items[0]?.entries['messages.all.all.count']).toBe(180);
    }
    const rejected = await rest.request('post', '/stats', 4, {}, [{ intervalId: 'soon' }]);
    expect(rejected).toMatchObject({ statusCode: 400, errorCode: 40003 });
  });

  it('are only available when enabled', async () => {
    const plain = await startAblyFixture();
    afterTest(() => plain.stop());
    const codes = await Promise.all(
      ['/apps', '/stats'].map(async (path) => {
        const response = await plain.fetch(path, { method: 'POST', body: '{}' });
        return response.status;
      }),
    );
    expect(codes).toEqual([404, 405]);
  });
});
