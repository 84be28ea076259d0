import { setTimeout as pause } from 'node:timers/promises';
import { sign } from 'jsonwebtoken';
import { signedInResponse } from '../../../src/api/accounts/sign-in-schemas';
import { ConfigError } from '../../../src/config/config';
import { requireRevocableKey } from '../../../src/delivery/ably/require-revocable-key';
import { connectCareClient } from '../../support/clients/care-client';
import { connectDirectClient } from '../../support/clients/direct-client';
import { connectHubClient } from '../../support/clients/hub-client';
import { signInOnWeb } from '../../support/clients/web-session';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { DUE_AT_ONCE, removeUser } from '../../support/fixtures/erase-by-two';
import { afterTestFile } from '../../support/harness/after-test';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { waitFor } from '../../support/harness/wait-for';
import { recordUserChannel } from '../../support/recorders/ably-recorder';

const NOTIFICATIONS = '/api/v1/notifications';
/** A revocation must act within this time, at every process. */
const LIMIT_MS = 1_000;
/** A test machine may stop for a while. */
const PATIENCE_MS = 10_000;

let system: TestSystem;
/** Another API process. */
let other: TestSystem;
let team: TestUser;
beforeAll(async () => {
  system = await startSystem({ revocableTokens: true, env: DUE_AT_ONCE });
  const { DATABASE_URL = '', REDIS_KEY_PREFIX = '' } = system.env;
  const env = { DATABASE_URL, REDIS_KEY_PREFIX };
  other = await startSystem({ worker: false, env });
  team = await system.addUser('team');
});
afterAll(async () => {
  await other.stop();
  await system.stop();
});

const statusAt = async (at: TestSystem, as: TestUser): Promise<number> =>
  (await at.call('GET', NOTIFICATIONS, { as })).status;

/** The shortest of three attempts, as the machine may stop meanwhile. */
async function fastest(attempt: () => Promise<number>): Promise<number> {
  let best = Infinity;
  for (let n = 0; n < 3 && best > LIMIT_MS; n += 1) best = Math.min(best, await attempt());
  return best;
}

/** Everything a user has open when their access is revoked, and how long it stays so. */
async function timeToClose(revoke: (user: TestUser) => Promise<void>): Promise<number> {
  const user = await system.addUser('client');
  expect([await statusAt(system, user), await statusAt(other, user)]).toEqual([200, 200]);
  const fixture = new CareFixture(system);
  const pair = await fixture.createPair({ client: user });
  const care = await connectCareClient(other, user, await fixture.startConversation(pair));
  const hub = await connectHubClient(other, user);
  const direct = await connectDirectClient(other, user);
  const stream = await openStream(other, user);
  const ably = await recordUserChannel(system, user);
  await revoke(user);
  const startedAt = performance.now();
  expect(await statusAt(system, user)).toBe(401);
  await waitFor('401 at the other process', async () => (await statusAt(other, user)) === 401);
  await waitFor('a closed hub connection', () => hub.closed, PATIENCE_MS);
  expect(hub.closed?.code).toBe(4401);
  await waitFor('a closed care connection', () => care.closed, PATIENCE_MS);
  // A removal ends the conversation first.
  expect([4401, 4403]).toContain(care.closed?.code);
  await waitFor('a closed Socket.IO connection', () => !direct.socket.connected, PATIENCE_MS);
  await waitFor('a closed stream', () => stream.isClosed(), PATIENCE_MS);
  await waitFor('Ably to refuse', () => ably.client.connection.state !== 'connected', PATIENCE_MS);
  return performance.now() - startedAt;
}

async function openStream(at: TestSystem, user: TestUser): Promise<{ isClosed(): boolean }> {
  const { id } = await new SupportFixture(system).openRoom(user);
  const abort = new AbortController();
  afterTestFile(() => abort.abort());
  const response = await fetch(`${at.url}/api/chat/sse?roomId=${id}`, {
    headers: { authorization: `Bearer ${user.token}` },
    signal: abort.signal,
  });
  expect(response.status).toBe(200);
  let closed = false;
  const read = async (): Promise<void> => {
    const reader = response.body?.getReader();
    while (reader && !(await reader.read()).done);
  };
  void read()
    .catch(() => undefined)
    .finally(() => (closed = true));
  return { isClosed: () => closed };
}

const asTeam = (method: string, path: string, body: object) =>
  system.call(method, `/api/v1/team/people/${path}`, { as: team, body });

describe('access ends within a second on REST, sockets, streams and Ably', () => {
  it('when a user signs out everywhere', async () => {
    const ms = await fastest(() =>
      timeToClose(async (user) => {
        const { status } = await system.call('DELETE', '/api/v1/auth/sessions', { as: user });
        expect(status).toBe(200);
      }),
    );
    expect(ms).toBeLessThanOrEqual(LIMIT_MS);
  }, 60_000);

  it('when the team signs a user out', async () => {
    const ms = await fastest(() =>
      timeToClose(async ({ id }) => {
        const { status } = await asTeam('POST', `${id}/sign-out`, { reason: 'Lost phone' });
        expect(status).toBe(200);
      }),
    );
    expect(ms).toBeLessThanOrEqual(LIMIT_MS);
  }, 60_000);

  it('when the team blocks a user', async () => {
    const ms = await fastest(() =>
      timeToClose(async ({ id }) => {
        const body = { blocked: true, reason: 'Threats' };
        expect((await asTeam('PUT', `${id}/block`, body)).status).toBe(200);
      }),
    );
    expect(ms).toBeLessThanOrEqual(LIMIT_MS);
  }, 60_000);

  it('when the team removes a user', async () => {
    const ms = await fastest(() =>
      timeToClose(async ({ id }) => {
        const { status, text } = await removeUser(system, id);
        expect([status, text]).toEqual([200, expect.any(String)]);
      }),
    );
    expect(ms).toBeLessThanOrEqual(LIMIT_MS);
  }, 60_000);
});

describe('revocation', () => {
  const login = async (user: TestUser): Promise<TestUser> => {
    const body = { email: user.email, password: PASSWORD };
    const call = { body, reply: signedInResponse };
    const { token } = (await system.call('POST', '/api/v1/auth/login', call)).body.data;
    return { ...user, token };
  };

  it('of one token leaves the others of the user alone', async () => {
    const user = await system.addUser('client');
    const [phone, tablet] = [await login(user), await login(user)];
    expect((await system.call('DELETE', '/api/v1/auth/login', { as: phone })).status).toBe(200);
    const refused = await system.call('GET', NOTIFICATIONS, { as: phone });
    expect(refused.body).toMatchObject({ code: 'unauthenticated', message: /signed out/ });
    expect(await statusAt(system, tablet)).toBe(200);
    await waitFor('401 elsewhere', async () => (await statusAt(other, phone)) === 401);
  });

  it('of all tokens includes browsers, and ends with the next sign-in', async () => {
    const user = await system.addUser('client');
    const browser = await signInOnWeb(system, user);
    expect((await asTeam('POST', `${user.id}/sign-out`, { reason: 'Lost phone' })).status).toBe(
      200,
    );
    const headers = browser.readHeaders;
    expect((await system.call('GET', NOTIFICATIONS, { headers })).status).toBe(401);
    expect(await statusAt(system, await login(user))).toBe(200);
    expect(await statusAt(other, await login(user))).toBe(200);
  });

  it('reaches tokens that do not say when they were issued', async () => {
    const user = await system.addUser('client');
    const exp = Math.floor(Date.now() / 1000) + 3_600;
    const token = sign({ sub: user.id, role: 'client', exp }, system.context.jwtSecret, {
      noTimestamp: true,
    });
    expect(await statusAt(system, { ...user, token })).toBe(200);
    await asTeam('POST', `${user.id}/sign-out`, { reason: 'Lost phone' });
    expect(await statusAt(system, { ...user, token })).toBe(401);
  });

  it('acts while Redis is unavailable', async () => {
    const user = await system.addUser('client');
    expect(await statusAt(other, user)).toBe(200);
    other.context.redis.disconnect();
    await system.call('DELETE', '/api/v1/auth/sessions', { as: user });
    await pause(LIMIT_MS);
    expect(await statusAt(other, user)).toBe(401);
    await other.context.redis.connect();
  });
});

describe('a blocked user', () => {
  it('cannot sign in until the team allows it, and learns so with the right password only', async () => {
    const user = await system.addUser('client');
    const block = (blocked: boolean) =>
      asTeam('PUT', `${user.id}/block`, { blocked, reason: 'Threats' });
    const signIn = (password: string) =>
      system.call('POST', '/api/v1/auth/login', { body: { email: user.email, password } });
    expect((await block(true)).body.data).toEqual({ userId: user.id, blocked: true });
    expect((await block(true)).status).toBe(200);
    expect((await system.call('GET', NOTIFICATIONS, { as: user })).body).toMatchObject({
      code: 'unauthenticated',
      message: 'This account is blocked. Contact Team Ruang Diri',
    });
    expect((await signIn(PASSWORD)).body).toMatchObject({ code: 'account-blocked' });
    expect((await signIn('wrong')).body).toMatchObject({ code: 'invalid-credentials' });
    expect((await block(false)).status).toBe(200);
    expect(await statusAt(system, user)).toBe(401);
    expect((await signIn(PASSWORD)).status).toBe(200);
  });

  it('cannot be the one who blocks, nor an unknown one', async () => {
    const body = { blocked: true, reason: 'A mistake' };
    expect((await asTeam('PUT', `${team.id}/block`, body)).status).toBe(403);
    expect((await asTeam('PUT', '999999999/block', body)).status).toBe(404);
    expect((await asTeam('POST', 'someone/sign-out', { reason: 'A mistake' })).status).toBe(404);
    const unexplained = await asTeam('PUT', `${team.id}/block`, { blocked: true, reason: ' ' });
    expect(unexplained.body).toMatchObject({ code: 'invalid-input' });
  });
});

describe('an Ably key whose tokens cannot be revoked', () => {
  it('is refused in production with the reason', async () => {
    const simple = await startSystem({ worker: false });
    try {
      const { notifier } = simple.context;
      await expect(requireRevocableKey({ production: true }, notifier)).rejects.toThrow(
        ConfigError,
      );
      await expect(requireRevocableKey({ production: true }, notifier)).rejects.toThrow(
        /ABLY_API_KEY: tokens of this key cannot be revoked/,
      );
      await requireRevocableKey({ production: false }, notifier);
      await requireRevocableKey({ production: true }, system.context.notifier);
      await simple.ably.stop();
      await requireRevocableKey({ production: true }, notifier);
    } finally {
      await simple.stop();
    }
  }, 30_000);
});
