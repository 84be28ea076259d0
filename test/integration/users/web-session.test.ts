import { decode, sign } from 'jsonwebtoken';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
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

describe('a browser that is signed in', () => {
  let system: TestSystem;
  let person: TestUser;
  let browser: WebSession;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    person = await system.addUser('client');
  });
  beforeEach(async () => {
    browser = await signInOnWeb(system, person);
  });
  afterAll(() => system.stop());

  const call = (method: string, headers: Record<string, string>): Promise<ApiResponse> =>
    system.call(method, SESSION, { headers });
  const claims = (): WebClaims => decode(browser.cookie.value ?? '') as unknown as WebClaims;
  const signed = (payload: object): Record<string, string> => ({
    cookie: `rd_session=${sign(payload, system.context.jwtSecret, { algorithm: 'HS256' })}`,
  });

  it('is told who it is, what to repeat and how long it lasts, but never its token', () => {
    const { id, email, fullName, role } = person;
    expect(browser.response.body.data).toEqual({
      user: { id, email, fullName, role },
      csrfToken: browser.csrfToken,
      expiresAt: new Date(claims().exp * 1000).toISOString(),
    });
    expect(browser.response.text).not.toContain(browser.cookie.value);
  });

  it('keeps its token where no script and no other site can get at it', () => {
    expect(browser.cookie).toEqual({
      name: 'rd_session',
      value: browser.cookie.value,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: expect.any(Number),
    });
  });

  it('keeps it two hours, no longer than the token itself', () => {
    const left = claims().exp - Date.now() / 1000;
    expect(left).toBeLessThanOrEqual(2 * HOUR + 1);
    expect(left).toBeGreaterThan(2 * HOUR - 30);
    expect(Math.abs((browser.cookie.maxAge ?? 0) - left)).toBeLessThan(5);
  });

  it('is recognised by its cookie alone when a page is loaded', async () => {
    const answer = await call('GET', browser.readHeaders);
    expect(answer.body.data).toEqual(browser.response.body.data);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it.each([
    ['no header', {}],
    ['an empty one', { 'x-csrf-token': '' }],
    ['a guess', { 'x-csrf-token': 'A'.repeat(43) }],
  ])('changes nothing with %s for the CSRF token', async (_, headers) => {
    const answer = await system.call('POST', TYPING, {
      body: {},
      headers: { ...browser.readHeaders, ...headers },
    });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'csrf-token-wrong', statusCode: 403 });
    expect(answer.body.message).toMatch(/Reload it/);
  });

  it('changes nothing with the CSRF token of an earlier sign-in', async () => {
    const other = await signInOnWeb(system, person);
    const headers = { ...browser.readHeaders, 'x-csrf-token': other.csrfToken };
    expect((await call('PUT', headers)).body.code).toBe('csrf-token-wrong');
  });

  it('is let through with the right one', async () => {
    const answer = await system.call('POST', TYPING, { body: {}, headers: browser.writeHeaders });
    expect(answer.body.code).toBe('invalid-input');
  });

  it('acts as whom a Bearer token names, when one is sent as well', async () => {
    const other = await system.addUser('team');
    const headers = { ...browser.readHeaders, authorization: `Bearer ${other.token}` };
    const listed = await system.call('GET', '/api/v1/team/sessions', { headers });
    expect(listed.status).toBe(200);
    const posted = await system.call('POST', TYPING, { body: {}, headers });
    expect(posted.body.code).toBe('invalid-input');
    const false_ = { ...browser.writeHeaders, authorization: 'Bearer nonsense' };
    expect((await system.call('GET', '/api/v1/notifications', { headers: false_ })).status).toBe(
      401,
    );
  });

  it('is not disturbed by what a proxy puts into Authorization', async () => {
    const headers = { ...browser.readHeaders, authorization: 'Basic dXNlcjpwYXNz' };
    expect((await call('GET', headers)).status).toBe(200);
  });

  it('is renewed under a new token, and its other tabs go on with the CSRF token they have', async () => {
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

  it('is renewed up to twelve hours after the password was typed, and then no more', async () => {
    const { sub, role, signIn, exp } = claims();
    const typed = (hoursAgo: number): Record<string, string> => ({
      ...signed({ sub, role, exp, signIn: { ...signIn, at: Date.now() - hoursAgo * HOUR * 1000 } }),
      'x-csrf-token': browser.csrfToken,
    });
    const late = await call('PUT', typed(11.5));
    expect(Date.parse(late.body.data.expiresAt) - Date.now()).toBeLessThan(0.6 * HOUR * 1000);
    const tooLate = await call('PUT', typed(12.01));
    expect(tooLate.status).toBe(401);
    expect(tooLate.body.message).toMatch(/maximum sign-in time has passed. Sign in again/);
  });

  it('is told to sign in again once its token has run out', async () => {
    const { sub, role, signIn } = claims();
    const answer = await call('GET', signed({ sub, role, signIn, exp: 1_000 }));
    expect(answer.status).toBe(401);
    expect(answer.body.message).toMatch(/expired. Sign in again/);
  });

  it.each([
    ['a token for programs', () => ({ cookie: `rd_session=${person.token}` })],
    ['a sign-in without an end', () => signed({ ...claims(), exp: 9_999_999_999_999 })],
    ['a sign-in of another shape', () => signed({ ...claims(), signIn: 'yes' })],
    ['nonsense', () => ({ cookie: 'rd_session=nonsense; rd_session' })],
    ['another cookie', () => ({ cookie: 'session=1' })],
  ])('is not believed with %s for a cookie', async (_, headers) => {
    const answer = await call('GET', headers());
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('unauthenticated');
  });

  it('is not what a program with a token is', async () => {
    const answer = await system.call('GET', SESSION, { as: person });
    expect(answer.status).toBe(401);
    expect(answer.body.message).toMatch(/Leave the token out/);
  });
});

describe('signing out', () => {
  let system: TestSystem;
  let person: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    person = await system.addUser('client');
  });
  afterAll(() => system.stop());

  it('clears the cookie and leaves no copy of its tokens good for anything', async () => {
    const browser = await signInOnWeb(system, person);
    const renewed = cookieOf(await system.call('PUT', SESSION, { headers: browser.writeHeaders }));
    const answer = await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).toMatchObject({ name: 'rd_session', value: '', maxAge: 0, path: '/' });
    for (const token of [browser.cookie.value, renewed.value]) {
      const ways: Record<string, string>[] = [
        { cookie: `rd_session=${token}` },
        { authorization: `Bearer ${token}` },
      ];
      for (const headers of ways) {
        const after = await system.call('GET', '/api/v1/notifications', { headers });
        expect(after.body).toMatchObject({ code: 'unauthenticated', message: /signed out/ });
      }
    }
  });

  it('reaches a process that had let the browser in before, in ten seconds at most', async () => {
    const other = await startSystem({
      worker: false,
      env: { DATABASE_URL: system.databaseUrl },
    });
    try {
      const browser = await signInOnWeb(system, person);
      const there = () => other.call('GET', SESSION, { headers: browser.readHeaders });
      expect((await there()).status).toBe(200);
      await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
      await waitFor(
        'the other process to notice',
        async () => (await there()).status === 401,
        15_000,
      );
    } finally {
      await other.stop();
    }
  });

  it('needs the CSRF token, and leaves the same person signed in elsewhere', async () => {
    const [here, elsewhere] = [
      await signInOnWeb(system, person),
      await signInOnWeb(system, person),
    ];
    const forged = await system.call('DELETE', SESSION, { headers: here.readHeaders });
    expect(forged.body.code).toBe('csrf-token-wrong');
    await system.call('DELETE', SESSION, { headers: here.writeHeaders });
    const other = await system.call('GET', SESSION, { headers: elsewhere.readHeaders });
    expect(other.status).toBe(200);
  });

  it('is remembered no longer than the tokens would have lasted', async () => {
    await system.query(
      `INSERT INTO ended_sign_ins VALUES (gen_random_uuid(), now() - interval '1 second')`,
    );
    const browser = await signInOnWeb(system, person);
    await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
    const [row] = await system.query(
      'SELECT count(*)::int AS gone FROM ended_sign_ins WHERE forget_at < now()',
    );
    expect(row.gone).toBe(0);
  });
});

describe('the sign-in page', () => {
  let system: TestSystem;
  let person: TestUser;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    person = await system.addUser('psychologist');
  });
  afterAll(() => system.stop());

  it('is refused a wrong password in the same words as a program, and given no cookie', async () => {
    const body = { email: person.email, password: 'wrong' };
    const login = await system.call('POST', '/api/v1/auth/login', { body });
    const session = await system.call('POST', SESSION, { body });
    expect(session.status).toBe(401);
    expect(session.body).toEqual(login.body);
    expect(session.headers.getSetCookie()).toEqual([]);
  });

  it('signs nobody in from an address, which any other site could have made', async () => {
    const query = new URLSearchParams({ email: person.email, password: 'ruang-diri' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await system.call('POST', `${SESSION}?${query.toString()}`, {
      body: query.toString(),
      headers: form,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const text = await system.call('POST', SESSION, {
      body: JSON.stringify({ email: person.email, password: 'ruang-diri' }),
      headers: { 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(400);
  });

  it('is given a cookie for TLS alone when it came over TLS', async () => {
    const headers = { 'x-forwarded-proto': 'https, http' };
    expect((await signInOnWeb(system, person, headers)).cookie.secure).toBe(true);
    const plain = await signInOnWeb(system, person, { 'x-forwarded-proto': 'http' });
    expect(plain.cookie.secure).toBeUndefined();
  });
});

describe('in production', () => {
  it('the cookie is for TLS alone, whatever the proxy in front forgot to say', async () => {
    const system = await startSystem({
      worker: false,
      env: {
        NODE_ENV: 'production',
        JWT_SECRET: 'a secret of these tests alone',
        CONTENT_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      },
    });
    try {
      const person = await system.addUser('client');
      const browser = await signInOnWeb(system, person);
      expect(browser.cookie.secure).toBe(true);
      const out = await system.call('DELETE', SESSION, { headers: browser.writeHeaders });
      expect(cookieOf(out)).toMatchObject({ secure: true, maxAge: 0 });
    } finally {
      await system.stop();
    }
  });
});
