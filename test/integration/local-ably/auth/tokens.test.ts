import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CapabilityOp } from 'ably';
import { sign } from 'jsonwebtoken';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

const KEY_NAME = 'testapp.first';
const SECRET = 's3cret';
const CAPABILITIES = [
  { channel6: ['*'], channel2: ['subscribe', 'publish'], 'cansubscribe:*': ['subscribe'] },
  { '*': ['subscribe'] },
];

interface Provisioned {
  keys: { keyName: string; keySecret: string; keyStr: string }[];
}

type Fields = Record<string, string | number | null | undefined>;

describe('tokens', () => {
  let ably: AblyFixture;
  let app: Provisioned;
  beforeAll(async () => {
    ably = await startAblyFixture({ provisioning: true });
    const keys = [...CAPABILITIES.map((capability) => ({ capability })), { revocableTokens: true }];
    const response = await ably.fetch('/apps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ keys }),
    });
    app = (await response.json()) as Provisioned;
  });
  afterAll(() => ably.stop());

  const KEY = { name: KEY_NAME, secret: SECRET };
  const keyOf = (index: number): typeof KEY => {
    const { keyName = '', keySecret = '' } = app.keys[index] ?? {};
    return { name: keyName, secret: keySecret };
  };

  /** A request signed like the SDK does: six fields, each followed by a line feed. */
  function signed(fields: Fields, key = KEY): Fields {
    const request: Fields = {
      keyName: key.name,
      timestamp: Date.now(),
      nonce: randomBytes(12).toString('hex'),
      ...fields,
    };
    const text = ['keyName', 'ttl', 'capability', 'clientId', 'timestamp', 'nonce']
      .map((name) => `${request[name] ?? ''}\n`)
      .join('');
    return { mac: createHmac('sha256', key.secret).update(text).digest('base64'), ...request };
  }

  async function requestToken(
    body: object,
    { key = KEY.name, headers = {}, method = 'POST' } = {},
  ) {
    const response = await ably.fetch(`/keys/${key}/requestToken`, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/x-msgpack', ...headers },
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, type: response.headers.get('content-type'), response };
  }

  const codeOf = async (request: ReturnType<typeof requestToken>): Promise<unknown> => {
    const { status, response } = await request;
    return [status, Number(response.headers.get('x-ably-errorcode'))];
  };

  it('are issued for a signed request as JSON with all details', async () => {
    const startedAt = Date.now();
    const { status, type, response } = await requestToken(
      signed({
        clientId: 'ana',
        ttl: 5_000,
        capability: '{"b":["subscribe","publish"],"a":["*"]}',
      }),
    );
    expect([status, type]).toEqual([201, 'application/json']);
    const details = (await response.json()) as Record<string, number>;
    expect(details).toEqual({
      token: expect.stringMatching(/^testapp\./) as string,
      keyName: KEY_NAME,
      issued: expect.any(Number) as number,
      expires: (details['issued'] ?? 0) + 5_000,
      capability: '{"a":["*"],"b":["publish","subscribe"]}',
      clientId: 'ana',
    });
    expect(details['issued']).toBeGreaterThanOrEqual(startedAt);
  });

  it('accept numbers as text and default to a ttl of one hour', async () => {
    const { response } = await requestToken(signed({ timestamp: String(Date.now()), ttl: '1000' }));
    const short = (await response.json()) as { issued: number; expires: number };
    expect(short.expires - short.issued).toBe(1_000);
    const { response: other } = await requestToken(signed({}));
    const hour = (await other.json()) as { issued: number; expires: number; capability: string };
    expect(hour.expires - hour.issued).toBe(3_600_000);
    expect(hour).not.toHaveProperty('clientId');
    expect(JSON.parse(hour.capability)).toEqual({ '*': ['*'] });
  });

  it.each<[string, Fields, [number, number]]>([
    ['a wrong mac', { mac: 'wrong' }, [401, 40101]],
    ['another key than the URL', { keyName: 'testapp.other' }, [401, 40101]],
    ['an old timestamp', { timestamp: Date.now() - 200_000 }, [401, 40104]],
    ['a timestamp of tomorrow', { timestamp: Date.now() + 200_000 }, [401, 40104]],
    ['no timestamp', { timestamp: undefined }, [401, 40104]],
    ['a ttl of nothing', { ttl: 0 }, [400, 40003]],
    ['a negative ttl', { ttl: -1 }, [400, 40003]],
    ['a ttl that is no number', { ttl: 'soon' }, [400, 40003]],
    ['a ttl of more than a day', { ttl: 86_400_001 }, [400, 40003]],
    ['a capability that is not JSON', { capability: '{' }, [400, 40000]],
    ['an unknown operation', { capability: '{"a":["fly"]}' }, [400, 40000]],
    ['an empty list', { capability: '{"a":[]}' }, [400, 40000]],
    ['a star among others', { capability: '{"a":["*","publish"]}' }, [400, 40000]],
    ['a list', { capability: '["a"]' }, [400, 40000]],
    ['what the key does not allow', { capability: '{"[meta]x":["publish"]}' }, [401, 40160]],
    ['a nonce without end', { nonce: 'x'.repeat(2_000) }, [400, 40000]],
  ])('are refused for a request with %s', async (_title, fields, expected) => {
    expect(await codeOf(requestToken(signed(fields)))).toEqual(expected);
  });

  it('are refused for a reused nonce, unknown keys, unsigned requests and other methods', async () => {
    const singleUse = signed({});
    expect((await requestToken(singleUse)).status).toBe(201);
    expect(await codeOf(requestToken(singleUse))).toEqual([401, 40105]);
    expect(await codeOf(requestToken(signed({}), { key: 'nowhere.key' }))).toEqual([404, 40400]);
    expect(await codeOf(requestToken(signed({}), { key: 'testapp.none' }))).toEqual([401, 40101]);
    expect(await codeOf(requestToken({ keyName: KEY_NAME }))).toEqual([401, 40101]);
    expect(await codeOf(requestToken({}, { method: 'GET' }))).toEqual([404, 40400]);
    expect(await codeOf(requestToken({}, { method: 'PUT' }))).toEqual([405, 40500]);
    expect(await codeOf(requestToken([]))).toEqual([400, 40000]);
  });

  it('need no signature in a request with the key itself', async () => {
    const basic = (text: string): object => ({
      headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` },
    });
    const granted = await requestToken({ clientId: '*', ttl: 1 }, basic(`${KEY_NAME}:${SECRET}`));
    expect(granted.status).toBe(201);
    expect(await granted.response.json()).toMatchObject({ clientId: '*' });
    expect(await codeOf(requestToken({}, basic(`${KEY_NAME}:wrong`)))).toEqual([401, 40101]);
  });

  it.each([
    [0, { channel2: ['publish', 'presence'] }, { channel2: ['publish'] }],
    [0, { channel2: ['*'] }, { channel2: ['publish', 'subscribe'] }],
    [0, { channel6: ['publish', 'subscribe'] }, { channel6: ['publish', 'subscribe'] }],
    [0, { 'cansubscribe:check': ['subscribe'] }, { 'cansubscribe:check': ['subscribe'] }],
    [
      0,
      { '*': ['subscribe'] },
      { channel2: ['subscribe'], channel6: ['subscribe'], 'cansubscribe:*': ['subscribe'] },
    ],
    [1, { a: ['publish', 'subscribe'], b: ['*'] }, { a: ['subscribe'], b: ['subscribe'] }],
    [0, { channel6: ['*'], elsewhere: ['*'] }, { channel6: ['*'] }],
  ])('of key %s requested with %j allow what both allow', async (index, requested, granted) => {
    const key = keyOf(index);
    const fields = { capability: JSON.stringify(requested) };
    const { response } = await requestToken(signed(fields, key), { key: key.name });
    const details = (await response.json()) as { capability: string };
    const sorted = Object.fromEntries(Object.entries(granted).sort());
    expect(details.capability).toBe(JSON.stringify(sorted));
  });

  it('keep the text of the key capability when none is requested', async () => {
    const { response } = await requestToken(signed({}, keyOf(0)), { key: keyOf(0).name });
    const { capability } = (await response.json()) as { capability: string };
    expect(capability).toBe(JSON.stringify(CAPABILITIES[0]));
    const details = await ably.rest({ key: app.keys[0]?.keyStr }).auth.requestToken();
    expect(details.capability).toBe(capability);
  });

  it('last at most one hour when they can be revoked', async () => {
    const key = keyOf(2);
    const long = signed({ ttl: 3_600_001 }, key);
    expect(await codeOf(requestToken(long, { key: key.name }))).toEqual([400, 40003]);
    expect((await requestToken(signed({ ttl: 3_600_000 }, key), { key: key.name })).status).toBe(
      201,
    );
  });

  it('expire to the millisecond, over REST and WebSocket', async () => {
    const { token, expires } = await ably.rest().auth.requestToken({ ttl: 1 });
    await waitUntil(() => Date.now() >= expires);
    const refused = await ably.fetch('/channels', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([refused.status, refused.headers.get('x-ably-errorcode')]).toEqual([401, '40142']);
    const socket = await ably.raw({ access_token: token });
    expect(socket.first).toMatchObject({ action: 9, error: { code: 40142, statusCode: 401 } });
    const { token: shortLived } = await ably.rest().auth.requestToken({ ttl: 300 });
    const client = await ably.raw({ access_token: shortLived });
    expect(client.first).toMatchObject({ action: 4 });
    expect(await client.waitForFrame(6)).toMatchObject({ error: { code: 40142, statusCode: 401 } });
    await client.closed;
  });

  it.each([
    [30_400, true],
    [6_000, true],
    [4_500, false],
  ])('send AUTH before expiry with a lifetime of %s ms: %s', async (ttl, reminded) => {
    const { token } = await ably.rest().auth.requestToken({ ttl });
    const client = await ably.raw({ access_token: token });
    if (reminded) expect(await client.waitForFrame(17)).toEqual({ action: 17 });
    else expect(await client.waitForFrame(6)).toMatchObject({ error: { code: 40142 } });
    expect(client.frames.filter(({ action }) => action === 17)).toHaveLength(reminded ? 1 : 0);
  });

  it('can be replaced in place, but not by an invalid one or one of another client', async () => {
    const { auth } = ably.rest();
    const first = await auth.requestToken({ clientId: 'ana', ttl: 800 });
    const client = await ably.raw({ access_token: first.token });
    const second = await auth.requestToken({ clientId: 'ana' });
    client.send({ action: 17, auth: { accessToken: second.token } });
    const renewed = await client.waitForFrame(4);
    expect(renewed).toMatchObject({
      connectionId: client.first['connectionId'],
      connectionDetails: client.first['connectionDetails'],
    });
    await waitUntil(() => Date.now() > first.expires + 100);
    expect(await client.flush()).toEqual([]);
    const invalid: [string, number][] = [
      ['testapp.nonsense', 40143],
      [(await auth.requestToken({ clientId: 'budi' })).token, 40102],
      [first.token, 40142],
    ];
    for (const [accessToken, code] of invalid) {
      const other = await ably.raw({ access_token: second.token });
      other.send({ action: 17, auth: { accessToken } });
      expect(await other.waitForFrame(9)).toMatchObject({ error: { code, statusCode: 401 } });
      await other.closed;
    }
    const sdk = ably.realtime({ token: second.token });
    await sdk.connection.whenState('connected');
    const failed = sdk.connection.once('failed');
    await expect(
      sdk.auth.authorize(undefined, { token: invalid[1]?.[0] ?? '' }),
    ).rejects.toMatchObject({ code: 40102 });
    expect((await failed).reason?.code).toBe(40102);
  });

  const jwt = (
    claims: object,
    { secret = SECRET, keyid = KEY_NAME, expiresIn = 60 } = {},
  ): string => sign(claims, secret, { keyid, expiresIn });

  const jwtBy = (algorithm: 'HS512' | 'none', secret = SECRET): string =>
    sign({}, secret, { keyid: KEY_NAME, algorithm, expiresIn: 60 });

  it.each<[string, () => string, number, number]>([
    ['signed with another secret', () => jwt({}, { secret: 'other' }), 40101, 401],
    ['that expired', () => jwt({}, { expiresIn: -10 }), 40142, 401],
    ['of an unknown app', () => jwt({}, { keyid: 'nowhere.key' }), 40400, 404],
    ['of an unknown key', () => jwt({}, { keyid: 'testapp.none' }), 40101, 401],
    ['without a key', () => sign({}, SECRET, { expiresIn: 60 }), 40144, 401],
    ['without an end', () => sign({}, SECRET, { keyid: KEY_NAME }), 40144, 401],
    ['that is none', () => 'a.b.c', 40144, 401],
    ['by another algorithm', () => jwtBy('HS512'), 40144, 401],
    ['without a signature', () => jwtBy('none', ''), 40144, 401],
    [
      'with a capability that is none',
      () => jwt({ 'x-ably-capability': '{"a":["fly"]}' }),
      40000,
      400,
    ],
    [
      'that asks what the key has not',
      () => jwt({ 'x-ably-capability': '{"[meta]x":["*"]}' }),
      40160,
      401,
    ],
  ])('are refused as a JWT %s', async (_title, make, code, statusCode) => {
    const client = await ably.raw({ access_token: make() });
    expect(client.first).toMatchObject({ action: 9, error: { code, statusCode } });
    const over = await ably.fetch('/channels', { headers: { authorization: `Bearer ${make()}` } });
    expect([over.status, Number(over.headers.get('x-ably-errorcode'))]).toEqual([statusCode, code]);
  });

  it('take client and capability from a JWT, and from the key what the JWT omits', async () => {
    const bare = ably.realtime({ token: jwt({}) });
    await bare.channels.get('anything').publish('n', '');
    expect(bare.auth.clientId).toBeUndefined();
    const limited = ably.realtime({
      token: jwt({ 'x-ably-clientId': 'ana', 'x-ably-capability': '{"a":["publish"]}' }),
    });
    await limited.channels.get('a').publish('n', '');
    expect(limited.auth.clientId).toBe('ana');
    await expect(limited.channels.get('b').publish('n', '')).rejects.toMatchObject({ code: 40160 });
    const any = ably.realtime({ token: jwt({ 'x-ably-clientId': '*' }) });
    await any.channels.get('a').publish({ clientId: 'budi', data: '' });
  });

  it('are accepted from an authUrl in each format: JWT, token text, request and details', async () => {
    const forms: [string, () => Promise<unknown>][] = [
      ['application/jwt', () => Promise.resolve(jwt({ 'x-ably-clientId': 'ana' }))],
      ['text/plain', async () => (await ably.rest().auth.requestToken({ clientId: 'ana' })).token],
      ['application/json', () => ably.rest().auth.createTokenRequest({ clientId: 'ana' })],
      ['application/json', () => ably.rest().auth.requestToken({ clientId: 'ana' })],
    ];
    const site = createServer((request, response) => {
      const [type, make] = forms[Number(request.url?.replace(/\D/g, '').slice(0, 1))] ?? [];
      void make?.().then((token) => {
        response.setHeader('content-type', type ?? '');
        response.end(typeof token === 'string' ? token : JSON.stringify(token));
      });
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = site.address() as AddressInfo;
      for (const index of forms.keys()) {
        const client = ably.realtime({
          key: undefined,
          authUrl: `http://127.0.0.1:${port}/${index}`,
        });
        await client.connection.whenState('connected');
        expect(client.auth.clientId).toBe('ana');
      }
    } finally {
      site.closeAllConnections();
      site.close();
    }
  });

  it('are renewed once when refused, then the client waits', async () => {
    let requests = 0;
    const client = ably.realtime({
      authCallback: (_, done) => {
        requests += 1;
        done(null, 'testapp.nonsense');
      },
    });
    await client.connection.once('disconnected');
    const change = await client.connection.once('disconnected');
    expect([requests, change.reason?.code]).toEqual([2, 40143]);
  });

  it.each<[string, CapabilityOp[], string, number]>([
    ['publish', [], '/channels/x/presence', 401],
    ['presence', ['presence'], '/channels/x/presence', 200],
    ['subscribe', ['subscribe'], '/channels/x/presence', 200],
    ['subscribe', ['subscribe'], '/channels/x/messages', 401],
    ['history', ['history'], '/channels/x/messages', 200],
    ['history', ['history'], '/channels/x/presence/history', 200],
    ['subscribe', ['subscribe'], '/channels/x', 401],
    ['channel-metadata', ['channel-metadata'], '/channels/x', 200],
    ['channel-metadata', ['channel-metadata'], '/channels', 200],
    ['history', ['history'], '/channels', 401],
    ['stats', ['stats'], '/stats', 200],
    ['history', ['history'], '/stats', 401],
  ])('with the capability to %s %j read %s: %s', async (_title, more, path, status) => {
    const { token } = await ably.rest().auth.requestToken({
      capability: { x: more.length > 0 ? more : ['publish'] },
    });
    const response = await ably.fetch(path, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(status);
    if (status === 401) expect(response.headers.get('x-ably-errorcode')).toBe('40160');
  });

  it('combine the capability entries that match a channel', async () => {
    const { token } = await ably.rest().auth.requestToken({
      capability: { 'a:*': ['subscribe'], 'a:b': ['publish'], '*': ['history'] },
    });
    const channel = ably.realtime({ token }).channels.get('a:b');
    await channel.attach();
    expect([...channel.modes].sort()).toEqual(['presence_subscribe', 'publish', 'subscribe']);
    await channel.publish('n', '');
    expect((await channel.history()).items).toHaveLength(1);
  });

  it('are accepted raw and in base64, in headers and in URLs', async () => {
    const { token } = await ably.rest().auth.requestToken();
    const raw = jwt({});
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const credentials: [string, Record<string, string>][] = [
      ['/channels', { authorization: `Bearer ${token}` }],
      ['/channels', { authorization: `bearer ${base64(token)}` }],
      ['/channels', { authorization: `Bearer ${raw}` }],
      ['/channels', { authorization: `Bearer ${base64(raw)}` }],
      [`/channels?access_token=${token}`, {}],
      [`/channels?accessToken=${encodeURIComponent(raw)}`, {}],
      [`/channels?key=${encodeURIComponent(ably.key)}`, {}],
      ['/channels', { authorization: `Basic ${base64(ably.key)}` }],
    ];
    for (const [path, headers] of credentials) {
      expect((await ably.fetch(path, { headers })).status).toBe(200);
    }
    for (const authorization of ['Digest x', 'Bearer', 'Basic !!', 'Bearer x']) {
      expect((await ably.fetch('/channels', { headers: { authorization } })).status).toBe(401);
    }
    expect((await ably.fetch('/channels')).status).toBe(401);
  });
});
