import { sign } from 'jsonwebtoken';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

interface Keys {
  keys: { keyStr: string; keyName: string; keySecret: string }[];
}

describe('token revocation', () => {
  let ably: AblyFixture;
  let app: Keys;
  const MARGIN = 300;
  beforeAll(async () => {
    ably = await startAblyFixture({ provisioning: true, limits: { revocationMargin: MARGIN } });
    const response = await ably.fetch('/apps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ keys: [{}, { revocableTokens: true }] }),
    });
    app = (await response.json()) as Keys;
  });
  afterAll(() => ably.stop());

  const revocable = () => ably.rest({ key: app.keys[1]?.keyStr });
  const jwt = (claims: object): string =>
    sign({ iat: Math.floor(Date.now() / 1_000) - 5, ...claims }, app.keys[1]?.keySecret ?? '', {
      keyid: app.keys[1]?.keyName ?? '',
      expiresIn: 60,
    });

  it.each([
    ['its client', 'clientId', 'ana', { 'x-ably-clientId': 'ana' }, { 'x-ably-clientId': 'budi' }],
    [
      'its revocation key',
      'revocationKey',
      'group 7',
      { 'x-ably-revocation-key': 'group 7' },
      { 'x-ably-revocation-key': 'group 8' },
    ],
    [
      'a channel of its capability',
      'channel',
      'chat:7',
      { 'x-ably-capability': '{"chat:7":["*"]}' },
      { 'x-ably-capability': '{"chat:8":["*"]}' },
    ],
  ])('disconnects only the tokens revoked by %s', async (_title, type, value, claims, others) => {
    const token = jwt(claims);
    const other = jwt(others);
    const client = await ably.raw({ access_token: token });
    const otherClient = await ably.raw({ access_token: other });
    const before = Date.now();
    const result = await revocable().auth.revokeTokens([{ type, value }]);
    expect(result).toMatchObject({
      successCount: 1,
      failureCount: 0,
      results: [{ target: `${type}:${value}` }],
    });
    const [done] = result.results as { issuedBefore: number; appliesAt: number }[];
    expect(done?.issuedBefore).toBeGreaterThanOrEqual(before);
    expect(done?.appliesAt).toBeLessThanOrEqual(Date.now());
    expect(await client.waitForFrame(6)).toMatchObject({ error: { code: 40141, statusCode: 401 } });
    await client.closed;
    const refused = await ably.raw({ access_token: token });
    expect(refused.first).toMatchObject({ action: 9, error: { code: 40141, statusCode: 401 } });
    expect(await otherClient.flush()).toEqual([]);
    expect((await ably.raw({ access_token: other })).first).toMatchObject({ action: 4 });
  });

  it('keeps tokens issued after the given time', async () => {
    const token = jwt({ 'x-ably-clientId': 'late' });
    const client = await ably.raw({ access_token: token });
    const issuedBefore = Date.now() - 60_000;
    const result = await revocable().auth.revokeTokens([{ type: 'clientId', value: 'late' }], {
      issuedBefore,
    });
    expect(result.results[0]).toMatchObject({ issuedBefore });
    expect(await client.flush()).toEqual([]);
  });

  it('keeps a JWT made after the revocation in the same second, and ends one used before', async () => {
    const claims = { 'x-ably-clientId': 'same second' };
    const { auth } = revocable();
    const jwtNow = (jti: string): string =>
      jwt({ ...claims, jti, iat: Math.floor(Date.now() / 1_000) });
    // The whole test takes place in one second, which is the case that it is about.
    await waitUntil(() => Date.now() % 1_000 < 200);
    const startedIn = Math.floor(Date.now() / 1_000);
    const before = jwtNow('before');
    const client = await ably.raw({ access_token: before });
    await auth.revokeTokens([{ type: 'clientId', value: 'same second' }]);
    const after = jwtNow('after');
    expect((await ably.raw({ access_token: after })).first).toMatchObject({ action: 4 });
    expect(await client.waitForFrame(6)).toMatchObject({ error: { code: 40141 } });
    expect((await ably.raw({ access_token: before })).first).toMatchObject({
      action: 9,
      error: { code: 40141 },
    });
    expect(Math.floor(Date.now() / 1_000)).toBe(startedIn);
  });

  it('requests a new token first when a margin is requested', async () => {
    const token = jwt({ 'x-ably-clientId': 'slow' });
    const fast = await ably.raw({ access_token: token });
    const slow = await ably.raw({ access_token: token });
    const requestedAt = Date.now();
    const result = await revocable().auth.revokeTokens([{ type: 'clientId', value: 'slow' }], {
      allowReauthMargin: true,
    });
    const [done] = result.results as { appliesAt: number }[];
    expect(done?.appliesAt).toBeGreaterThanOrEqual(requestedAt + MARGIN);
    await Promise.all([fast.waitForFrame(17), slow.waitForFrame(17)]);
    expect((await ably.raw({ access_token: token })).first).toMatchObject({ action: 4 });
    const { token: fresh } = await revocable().auth.requestToken({ clientId: 'slow' });
    fast.send({ action: 17, auth: { accessToken: fresh } });
    expect(await fast.waitForFrame(4)).toMatchObject({
      connectionId: fast.first['connectionId'],
    });
    expect(await slow.waitForFrame(6)).toMatchObject({ error: { code: 40141 } });
    expect(Date.now()).toBeGreaterThanOrEqual(requestedAt + MARGIN);
    expect(await fast.flush()).toEqual([]);
  });

  it('returns a result per target', async () => {
    const result = await revocable().auth.revokeTokens([
      { type: 'clientId', value: 'x' },
      { type: 'nonsense', value: 'x' },
      { type: 'channel', value: '' },
    ]);
    expect(result).toMatchObject({
      successCount: 1,
      failureCount: 2,
      results: [
        { target: 'clientId:x' },
        { target: 'nonsense:x', error: { code: 40000, statusCode: 400 } },
        { target: 'channel:', error: { statusCode: 400 } },
      ],
    });
  });

  it.each([
    ['a key that forbids it', 0, 0, { targets: ['clientId:x'] }, 40163, 401],
    ['another key', 1, 0, { targets: ['clientId:x'] }, 40101, 401],
    ['no targets', 1, 1, {}, 40000, 400],
    ['too many targets', 1, 1, { targets: Array(101).fill('clientId:x') }, 40000, 400],
    ['a time to come', 1, 1, { targets: ['clientId:x'], issuedBefore: 9e12 }, 40000, 400],
    [
      'a time before the last hour',
      1,
      1,
      { targets: ['clientId:x'], issuedBefore: Date.now() - 3_601_000 },
      40000,
      400,
    ],
  ])('rejects %s', async (_title, own, named, body, code, status) => {
    const response = await ably.fetch(`/keys/${app.keys[named]?.keyName}/revokeTokens`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(app.keys[own]?.keyStr ?? '').toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([
      status,
      String(code),
    ]);
  });

  it('rejects token authentication', async () => {
    const response = await ably.fetch(`/keys/${app.keys[1]?.keyName}/revokeTokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt({})}`, 'content-type': 'application/json' },
      body: '{"targets":["clientId:x"]}',
    });
    expect([response.status, response.headers.get('x-ably-errorcode')]).toEqual([401, '40162']);
  });
});
