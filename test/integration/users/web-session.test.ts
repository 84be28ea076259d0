import { webSessionResponse } from '../../../src/api/accounts/sign-in-schemas';
import { decode, sign } from 'jsonwebtoken';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { productionEnv } from '../../support/fixtures/production-env';
import { waitFor } from '../../support/harness/wait-for';
import { cookieOf, signInOnWeb } from '../../support/clients/web-session';
import type { WebSession } from '../../support/clients/web-session';

const SESSION = '/api/v1/auth/session';
const TYPING = '/api/v1/chat/typing';
const HOUR = 3_600;

interface WebClaims {
  sub: string;
  role: string;
  signIn: { id: string; at: number };
  exp: number;
}

describe('browser sign-in', () => {
  let system: TestSystem;
  let user: TestUser;
  let browser: WebSession;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    user = await system.addUser('client');
  });
  beforeEach(async () => {
    browser = await signInOnWeb(system, user);
  });
  afterAll(() => system.stop());

  const call = (method: string, headers: Record<string, string>) =>
    system.call(method, SESSION, {
      headers,
      ...(method === 'PUT' ? { reply: webSessionResponse } : {}),
    });
  const claims = (): WebClaims => decode(browser.cookie.value ?? '') as unknown as WebClaims;
  const signed = (payload: object): Record<string, string> => ({
    cookie: `rd_session=${sign(payload, system.context.jwtSecret, { algorithm: 'HS256' })}`,
  });

  it('returns user, CSRF token and expiry, never the token', () => {
    const { id, email, fullName, role } = user;
    expect(browser.response.body.data).toEqual({
      user: { id, email, fullName, role },
      csrfToken: browser.csrfToken,
      expiresAt: new Date(claims().exp * 1000).toISOString(),
    });
    expect(browser.response.text).not.toContain(browser.cookie.value);
  });

  it('stores the token in an HttpOnly SameSite cookie', () => {
    expect(browser.cookie).toEqual({
      name: 'rd_session',
      value: browser.cookie.value,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: expect.any(Number),
    });
  });

  it('keeps the cookie two hours, like the token', () => {
    const secondsLeft = claims().exp - Date.now() / 1000;
    expect(secondsLeft).toBeLessThanOrEqual(2 * HOUR + 1);
    expect(secondsLeft).toBeGreaterThan(2 * HOUR - 30);
    expect(Math.abs((browser.cookie.maxAge ?? 0) - secondsLeft)).toBeLessThan(5);
  });

  it('authenticates reads by the cookie alone', async () => {
    const response = await call('GET', browser.readHeaders);
    expect(response.body.data).toEqual(browser.response.body.data);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ['no header', {}],
    ['an empty one', { 'x-csrf-token': '' }],
    ['a guess', { 'x-csrf-token': 'A'.repeat(43) }],
  ])('rejects changes with %s as CSRF token', async (_, headers) => {
    const response = await system.call('POST', TYPING, {
      body: {},
      headers: { ...browser.readHeaders, ...headers },
    });
    expect(response.status).toBe(403);
    expect(response.body).toMatchObject({ code: 'csrf-token-wrong', statusCode: 403 });
    expect(response.body.message).toMatch(/Reload the page/);
  });

  it('rejects changes with the CSRF token of an earlier sign-in', async () => {
    const other = await signInOnWeb(system, user);
    const headers = { ...browser.readHeaders, 'x-csrf-token': other.csrfToken };
    expect((await call('PUT', headers)).body.code).toBe('csrf-token-wrong');
  });

  it('accepts changes with the right CSRF token', async () => {
    const response = await system.call('POST', TYPING, { body: {}, headers: browser.writeHeaders });
    expect(response.body.code).toBe('invalid-input');
  });

  it('prefers a Bearer token to the cookie', async () => {
    const other = await system.addUser('team');
    const headers = { ...browser.readHeaders, authorization: `Bearer ${other.token}` };
    const listed = await system.call('GET', '/api/v1/team/sessions', { headers });
    expect(listed.status).toBe(200);
    const posted = await system.call('POST', TYPING, { body: {}, headers });
    expect(posted.body.code).toBe('invalid-input');
    const invalidToken = { ...browser.writeHeaders, authorization: 'Bearer nonsense' };
    expect(
      (await system.call('GET', '/api/v1/notifications', { headers: invalidToken })).status,
    ).toBe(401);
  });

  it('ignores other Authorization schemes of a proxy', async () => {
    const headers = { ...browser.readHeaders, authorization: 'Basic dXNlcjpwYXNz' };
    expect((await call('GET', headers)).status).toBe(200);
  });

  it('renews the token and keeps the CSRF token of other tabs', async () => {
    const old = claims();
    const renewed = await call('PUT', browser.writeHeaders);
    expect(renewed.body.data.csrfToken).toBe(browser.csrfToken);
    const cookie = cookieOf(renewed);
    const now = decode(cookie.value ?? '') as unknown as WebClaims;
    expect(now.signIn).toEqual(old.signIn);
    expect(now.exp).toBeGreaterThanOrEqual(old.exp);
    const headers = { cookie: `rd_session=${cookie.value}`, 'x-csrf-token': browser.csrfToken };
    expect((await call('PUT', headers)).status).toBe(200);
  });

  it('renews up to twelve hours after the password entry', async () => {
    const { sub, role, signIn, exp } = claims();
    const signedInHoursAgo = (hoursAgo: number): Record<string, string> => ({
      ...signed({ sub, role, exp, signIn: { ...signIn, at: Date.now() - hoursAgo * HOUR * 1000 } }),
      'x-csrf-token': browser.csrfToken,
    });
    const late = await call('PUT', signedInHoursAgo(11.5));
    expect(Date.parse(late.body.data.expiresAt) - Date.now()).toBeLessThan(0.6 * HOUR * 1000);
    const tooLate = await call('PUT', signedInHoursAgo(12.01));
    expect(tooLate.status).toBe(401);
    expect(tooLate.body.message).toMatch(/maximum sign-in time has passed. Sign in again/);
  });

  it('rejects an expired token', async () => {
    const { sub, role, signIn } = claims();
    const response = await call('GET', signed({ sub, role, signIn, exp: 1_000 }));
    expect(response.status).toBe(401);
    expect(response.body.message).toMatch(/expired. Sign in again/);
  });

  it.each([
    ['a token for programs', () => ({ cookie: `rd_session=${user.token}` })],
    ['a sign-in without an end', () => signed({ ...claims(), exp: 9_999_999_999_999 })],
    ['a sign-in of another shape', () => signed({ ...claims(), signIn: 'yes' })],
    ['nonsense', () => ({ cookie: 'rd_session=nonsense; rd_session' })],
    ['another cookie', () => ({ cookie: 'session=1' })],
  ])('rejects %s as cookie', async (_, headers) => {
    const response = await call('GET', headers());
    expect(response.status).toBe(401);
    expect(response.body.code).toBe('unauthenticated');
  });

  it('is separate from Bearer clients', async () => {
    const response = await system.call('GET', SESSION, { as: user });
    expect(response.status).toBe(401);
    expect(response.body.message).toMatch(/Omit the token/);
  });
});

describe('sign-out', () => {
  let system: TestSystem;
  let user: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    user = await system.addUser('client');
  });
  afterAll(() => system.stop());

  it('clears the cookie and revokes all copies of its tokens', async () => {
    const browser = await signInOnWeb(system, user);
    const renewed = cookieOf(await system.call('PUT', SESSION, { headers: browser.writeHeaders }));
    const response = await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
    expect(response.status).toBe(200);
    expect(cookieOf(response)).toMatchObject({
      name: 'rd_session',
      value: '',
      maxAge: 0,
      path: '/',
    });
    for (const token of [browser.cookie.value, renewed.value]) {
      const credentials: Record<string, string>[] = [
        { cookie: `rd_session=${token}` },
        { authorization: `Bearer ${token}` },
      ];
      for (const headers of credentials) {
        const after = await system.call('GET', '/api/v1/notifications', { headers });
        expect(after.body).toMatchObject({ code: 'unauthenticated', message: /signed out/ });
      }
    }
  });

  it('takes effect in other processes within ten seconds', async () => {
    const other = await startSystem({
      worker: false,
      env: { DATABASE_URL: system.databaseUrl },
    });
    try {
      const browser = await signInOnWeb(system, user);
      const getSession = () => other.call('GET', SESSION, { headers: browser.readHeaders });
      expect((await getSession()).status).toBe(200);
      await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
      await waitFor(
        'sign-out in the other process',
        async () => (await getSession()).status === 401,
        15_000,
      );
    } finally {
      await other.stop();
    }
  });

  it('requires the CSRF token and leaves other sign-ins of the user alone', async () => {
    const [first, second] = [await signInOnWeb(system, user), await signInOnWeb(system, user)];
    const forged = await system.call('DELETE', SESSION, { headers: first.readHeaders });
    expect(forged.body.code).toBe('csrf-token-wrong');
    await system.call('DELETE', SESSION, { headers: first.writeHeaders });
    const other = await system.call('GET', SESSION, { headers: second.readHeaders });
    expect(other.status).toBe(200);
  });

  it('is stored no longer than the tokens would have lasted', async () => {
    await system.query(
      `INSERT INTO ended_sign_ins VALUES (gen_random_uuid(), now() - interval '1 second')`,
    );
    const browser = await signInOnWeb(system, user);
    await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
    const kept = await system.query('SELECT 1 FROM ended_sign_ins WHERE forget_at < now()');
    expect(kept).toEqual([]);
  });
});

describe('sign-in page', () => {
  let system: TestSystem;
  let user: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    user = await system.addUser('psychologist');
  });
  afterAll(() => system.stop());

  it('gets the same error as a Bearer client and no cookie for a wrong password', async () => {
    const body = { email: user.email, password: 'wrong' };
    const login = await system.call('POST', '/api/v1/auth/login', { body });
    const session = await system.call('POST', SESSION, { body });
    expect(session.status).toBe(401);
    expect(session.body).toEqual(login.body);
    expect(session.headers.getSetCookie()).toEqual([]);
  });

  it('accepts no credentials in the URL', async () => {
    const query = new URLSearchParams({ email: user.email, password: 'ruang-diri' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await system.call('POST', `${SESSION}?${query.toString()}`, {
      body: query.toString(),
      headers: form,
    });
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
    const text = await system.call('POST', SESSION, {
      body: JSON.stringify({ email: user.email, password: 'ruang-diri' }),
      headers: { 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(400);
  });

  it('sets a Secure cookie over TLS', async () => {
    const headers = { 'x-forwarded-proto': 'https, http' };
    expect((await signInOnWeb(system, user, headers)).cookie.secure).toBe(true);
    const overHttp = await signInOnWeb(system, user, { 'x-forwarded-proto': 'http' });
    expect(overHttp.cookie.secure).toBeUndefined();
  });
});

describe('in production', () => {
  it('sets a Secure cookie without proxy headers', async () => {
    const system = await startSystem({ worker: false, env: productionEnv() });
    try {
      const user = await system.addUser('client');
      const browser = await signInOnWeb(system, user);
      expect(browser.cookie.secure).toBe(true);
      const signedOut = await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
      expect(cookieOf(signedOut)).toMatchObject({ secure: true, maxAge: 0 });
    } finally {
      await system.stop();
    }
  });
});
