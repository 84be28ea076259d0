import { cookieOf, signInOnWeb } from '../../support/clients/web-session';
import type { WebSession } from '../../support/clients/web-session';
import { afterTestFile } from '../../support/harness/after-test';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

const EARLIER = 'the secret before its rotation';
const LATER = 'the secret after its rotation';
const SESSION = '/api/v1/auth/session';
const NOTICES = `SELECT 1 FROM notifications WHERE user_id = $1 AND kind = 'new_device'`;

let before: TestSystem;
let user: TestUser;
let browser: WebSession;
beforeAll(async () => {
  before = await startSystem({ worker: false, env: { JWT_SECRET: EARLIER } });
  afterTestFile(() => before.stop());
  user = await before.addUser('client');
  browser = await signInOnWeb(before, user);
});

/** The same product with other secrets, on the same database. */
async function restarted(env: Record<string, string>): Promise<TestSystem> {
  const { databaseUrl: DATABASE_URL } = before;
  const system = await startSystem({ worker: false, env: { DATABASE_URL, ...env } });
  afterTestFile(() => system.stop());
  return system;
}

const statusOf = async (
  system: TestSystem,
  method: string,
  headers: Record<string, string>,
): Promise<number> => (await system.call(method, SESSION, { headers })).status;

describe('a rotation of JWT_SECRET', () => {
  it('keeps every sign-in: tokens, cookies, CSRF tokens and known devices stay valid', async () => {
    const during = await restarted({ JWT_SECRET: LATER, JWT_SECRETS_ACCEPTED: EARLIER });
    const rooms = await during.call('GET', '/api/v1/conversations', { as: user });
    expect(rooms.status).toBe(200);
    expect(await statusOf(during, 'GET', browser.readHeaders)).toBe(200);
    const renewed = await during.call('PUT', SESSION, { headers: browser.writeHeaders });
    expect(renewed.status).toBe(200);
    // A page that was loaded before keeps its CSRF token; its cookie is under the new secret now.
    const { name, value } = cookieOf(renewed);
    const mixed = { ...browser.writeHeaders, cookie: `${name}=${value}` };
    expect(await statusOf(during, 'PUT', mixed)).toBe(200);
    const device = cookieOf(browser.response, 'rd_device');
    const again = await during.call('POST', SESSION, {
      body: { email: user.email, password: PASSWORD },
      headers: { cookie: `rd_device=${device.value}` },
    });
    expect(again.status).toBe(200);
    expect(await during.query(NOTICES, [user.id])).toEqual([]);
    // What the rotation renewed is valid once the earlier secret is gone.
    const after = await restarted({ JWT_SECRET: LATER });
    expect(await statusOf(after, 'GET', { cookie: `${name}=${value}` })).toBe(200);
  });

  it('ends what the earlier secret signed once that is not accepted any more', async () => {
    const after = await restarted({ JWT_SECRET: LATER });
    expect((await after.call('GET', '/api/v1/conversations', { as: user })).status).toBe(401);
    expect(await statusOf(after, 'GET', browser.readHeaders)).toBe(401);
  });

  it('lets processes that have not been restarted read tokens of the next secret', async () => {
    const prepared = await restarted({ JWT_SECRET: EARLIER, JWT_SECRETS_ACCEPTED: LATER });
    const during = await restarted({ JWT_SECRET: LATER, JWT_SECRETS_ACCEPTED: EARLIER });
    const { readHeaders } = await signInOnWeb(during, user);
    expect(await statusOf(prepared, 'GET', readHeaders)).toBe(200);
  });
});
