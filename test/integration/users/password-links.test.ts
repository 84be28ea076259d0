import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inviteUser, renewLink } from '../../support/fixtures/invite-user';
import { signInOnWeb } from '../../support/clients/web-session';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem, TestUser } from '../../support/harness/test-system';
import { FROM_SOURCES } from '../../support/servers/product-process';

const LINK = '/api/v1/auth/password-link';
const PASSWORD_PATH = '/api/v1/auth/password';
const NEW_PASSWORD = 'kuda laut biru tua';
const GUESS = 'A'.repeat(43);

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
afterAll(() => system.stop());

let users = 0;

/** A user without a password, and the secret of their link. */
async function invite(fullName = 'Tari Wulandari'): Promise<{ email: string; secret: string }> {
  const email = `invited-${(users += 1)}@example.test`;
  const { manager } = system.context.db.source;
  return { email, secret: await inviteUser(manager, { role: 'client', email, fullName }) };
}

const open = (secret: string): Promise<ApiResponse> =>
  system.call('POST', LINK, { body: { secret } });

const set = (secret: string, password = NEW_PASSWORD, as?: TestUser): Promise<ApiResponse> =>
  system.call('PUT', PASSWORD_PATH, { body: { secret, password }, ...(as ? { as } : {}) });

const signIn = (email: string, password = NEW_PASSWORD): Promise<ApiResponse> =>
  system.call('POST', '/api/v1/auth/session', { body: { email, password } });

/** Runs `npm run users -- …` as a process; rejects when it exits with another code than 0. */
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [...FROM_SOURCES, 'src/commands/users.ts', ...args], {
    env: {
      ...process.env,
      DATABASE_URL: system.databaseUrl,
      PUBLIC_URL: 'https://chat.example.org/',
    },
  });

const refused = (reason: string) => ({
  status: 410,
  body: { code: 'password-link-invalid', details: { link: reason } },
});

describe('a one-time link', () => {
  it('names its account, and sets the password with which one then signs in', async () => {
    const { email, secret } = await invite();
    expect((await signIn(email, ' ')).status).toBe(401);
    const { body } = await open(secret);
    expect(body.data).toEqual({ email, fullName: 'Tari Wulandari', minLength: 12 });
    const response = await set(secret);
    expect(response.status).toBe(200);
    // It signs in no one by itself.
    expect(response.headers.getSetCookie()).toEqual([]);
    expect((await signIn(email)).status).toBe(200);
  });

  it('cannot be used again, not even to look whose it was', async () => {
    const { email, secret } = await invite();
    await set(secret);
    expect(await open(secret)).toMatchObject(refused('used'));
    expect(await set(secret, 'another password here')).toMatchObject(refused('used'));
    expect((await signIn(email, 'another password here')).status).toBe(401);
  });

  it('is used once by requests at the same time', async () => {
    const { email, secret } = await invite();
    const passwords = [1, 2, 3, 4].map((n) => `${NEW_PASSWORD} ${n}`);
    const responses = await Promise.all(passwords.map((password) => set(secret, password)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 410)).toHaveLength(3);
    const accepted = await Promise.all(passwords.map((password) => signIn(email, password)));
    expect(accepted.map(({ status }) => status)).toEqual(
      responses.map(({ status }) => (status === 200 ? 200 : 401)),
    );
  });

  it('expires after 24 hours', async () => {
    const { secret } = await invite();
    const [{ hours }] = (await system.query<{ hours: number }>(
      `SELECT round(extract(epoch FROM max(expires_at) - now()) / 3600)::int AS hours FROM password_links`,
    )) as [{ hours: number }];
    expect(hours).toBe(24);
    await system.query(`UPDATE password_links SET expires_at = now() - interval '1 second'`);
    expect(await open(secret)).toMatchObject(refused('expired'));
    expect(await set(secret)).toMatchObject(refused('expired'));
  });

  it('is replaced by a newer one', async () => {
    const { email, secret } = await invite();
    const newer = await renewLink(system.context.db.source.manager, email);
    expect(await set(secret)).toMatchObject(refused('unknown'));
    expect((await set(newer)).status).toBe(200);
  });

  it('changes the password of its own account only, even where another user is signed in', async () => {
    const { email, secret } = await invite();
    const other = await system.addUser('team');
    expect((await set(secret, NEW_PASSWORD, other)).status).toBe(200);
    expect((await signIn(other.email)).status).toBe(401);
    await signInOnWeb(system, other);
    expect((await signIn(email)).status).toBe(200);
  });

  it('ends every sign-in of its account, and is part of the audit log', async () => {
    const user = await system.addUser('psychologist');
    const secret = await renewLink(system.context.db.source.manager, user.email);
    expect((await set(secret)).status).toBe(200);
    const { status } = await system.call('GET', '/api/v1/notifications', { as: user });
    expect(status).toBe(401);
    const entries = await system.query(
      `SELECT action, network FROM audit_log WHERE actor_id = ${user.id}`,
    );
    expect(entries).toEqual([{ action: 'account.set-password', network: '127.0.0.0/24' }]);
  });

  it.each(['blocked_at', 'removed_at'])('sets nothing for an account with %s', async (column) => {
    const { email, secret } = await invite();
    await system.query(`UPDATE users SET ${column} = now() WHERE email = $1`, [email]);
    const { status } = await set(secret);
    expect(status).toBe(column === 'blocked_at' ? 403 : 410);
    await system.query(`UPDATE users SET ${column} = NULL WHERE email = $1`, [email]);
    expect((await signIn(email)).status).toBe(401);
  });

  it('cannot be read from the database', async () => {
    const { secret } = await invite();
    const rows = await system.query<{ text: string }>(
      `SELECT encode(secret_hash, 'escape') || encode(secret_hash, 'hex') || encode(secret_hash, 'base64')
         AS text FROM password_links`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const plain = Buffer.from(secret, 'base64url');
    for (const { text } of rows) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(plain.toString('hex'));
    }
  });

  it.each([
    ['too-short', 'kuda laut'],
    ['too-simple', 'aaaaaaaaaaaaaaaa'],
    ['personal', 'Tari.Wulandari1'],
    ['guessable', 'P@ssw0rd2024!'],
  ])('refuses a password that is %s and stays valid', async (fault, password) => {
    const { secret } = await invite();
    const { status, body } = await set(secret, password);
    expect([status, body.details?.password]).toEqual([400, fault]);
    expect(body.details?.fields?.[0]?.field).toBe('password');
    expect((await set(secret)).status).toBe(200);
  });
});

describe('guessing links', () => {
  it('waits longer and longer per network, before any password is hashed', async () => {
    const limited = await startSystem({
      worker: false,
      env: { RATE_LIMIT_SIGN_INS: '10', TRUST_PROXY: '1', PASSWORD_COST: '17' },
    });
    afterTest(() => limited.stop());
    const guess = (n: number, address = '203.0.113.7'): Promise<ApiResponse> =>
      limited.call('PUT', PASSWORD_PATH, {
        body: { secret: `${GUESS}${n}`, password: NEW_PASSWORD },
        headers: { 'x-forwarded-for': address },
      });
    const startedAt = performance.now();
    const responses = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(n)));
    expect(responses.filter(({ status }) => status === 410)).toHaveLength(10);
    expect(responses.filter(({ status }) => status === 429)).toHaveLength(40);
    // A hash of this work factor takes some 300 ms of a core.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const { status } = await guess(99, '198.51.100.7');
    expect(status).toBe(410);
  });
});

describe('npm run users', () => {
  it('creates a user and prints their link, which begins with PUBLIC_URL', async () => {
    const email = 'first@example.test';
    const { stdout } = await run(
      ...['create', '--role', 'team', '--email', 'First@Example.test', '--name', 'Tari'],
    );
    const [, secret = ''] =
      /^https:\/\/chat\.example\.org\/set-password#([\w-]{43})$/m.exec(stdout) ?? [];
    expect((await set(secret)).status).toBe(200);
    const { body } = await signIn(email);
    expect(body.data).toMatchObject({ user: { email, role: 'team', fullName: 'Tari' } });
  }, 60_000);

  it('names an address that is taken, and prints a new link for it', async () => {
    const { email, secret } = await invite();
    await expect(
      run('create', '--role', 'client', '--email', email, '--name', 'Another'),
    ).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`users link --email ${email}`),
    });
    expect((await open(secret)).status).toBe(200);
    const { stdout } = await run('link', '--email', email);
    expect(await open(secret)).toMatchObject(refused('unknown'));
    expect((await open(stdout.split('#')[1]?.trim() ?? '')).status).toBe(200);
  }, 60_000);

  it('explains what is missing or wrong', async () => {
    await expect(run()).rejects.toMatchObject({ code: 2, stderr: /^Usage/ });
    await expect(
      run('create', '--role', 'boss', '--email', 'address', '--name', ' '),
    ).rejects.toMatchObject({ code: 2, stderr: /--role: must be .*--email: must be .*--name/s });
  }, 60_000);
});
