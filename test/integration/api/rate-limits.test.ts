import { createdFeedResponse } from '../../../src/api/counseling/calendar-feed-routes';
import { loadConfig } from '../../../src/config/config';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { RateLimits } from '../../../src/api/rate-limits/rate-limits';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { createActiveSession } from '../../support/fixtures/active-session';

const { connections } = loadConfig({}).config.limits;
const NO_LIMITS = { perAddress: 0, perUser: 0, messages: 0, signIns: 0, calendars: 0, connections };

const LIMITS = {
  RATE_LIMIT_ADDRESS: '500',
  RATE_LIMIT_PERSON: '60',
  RATE_LIMIT_MESSAGES: '20',
  RATE_LIMIT_SIGN_INS: '3',
  RATE_LIMIT_CALENDARS: '5',
};

let system: TestSystem;
beforeEach(async () => {
  system = await startSystem({ env: LIMITS });
});
afterEach(() => system.stop());

function expectLimited(response: ApiResponse | undefined): void {
  expect(response?.status).toBe(429);
  expect(response?.body).toMatchObject({ success: false, statusCode: 429, code: 'rate-limited' });
  const seconds = Number(response?.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(response?.body.message).toContain(`${seconds} seconds`);
}

async function callTimes(times: number, call: () => Promise<ApiResponse>): Promise<ApiResponse[]> {
  const responses: ApiResponse[] = [];
  for (let n = 0; n < times; n += 1) responses.push(await call());
  return responses;
}

const count = (responses: ApiResponse[], status: number): number =>
  responses.filter((response) => response.status === status).length;

describe('rate limits', () => {
  it('limit the requests of a user without effect on others', async () => {
    const one = await system.addUser('client');
    const other = await system.addUser('client');
    const listNotifications = (as: TestUser) => () =>
      system.call('GET', '/api/v1/notifications', { as });
    const responses = await callTimes(65, listNotifications(one));
    expect(count(responses, 200)).toBe(60);
    expectLimited(responses.at(-1));
    expect((await listNotifications(other)()).status).toBe(200);
  });

  it('limit the reads of a calendar address without effect on its owner', async () => {
    const client = await system.addUser('client');
    const call = { as: client, body: {}, reply: createdFeedResponse };
    const created = await system.call('POST', '/api/v1/calendar-feed', call);
    const { pathname } = new URL(created.body.data.url);
    const responses = await callTimes(6, () => system.call('GET', pathname));
    expect(count(responses, 200)).toBe(5);
    expectLimited(responses.at(-1));
    const listed = await system.call('GET', '/api/v1/notifications', { as: client });
    expect(listed.status).toBe(200);
  });

  it('limit messages more strictly than requests', async () => {
    const { client, sessionId } = await createActiveSession(system);
    const send = () =>
      system.call('POST', '/api/v1/chat/messages', {
        as: client,
        body: { sessionId, message: 'x', messageType: 'text' },
      });
    const responses = await callTimes(22, send);
    expect(count(responses, 201)).toBe(20);
    expectLimited(responses.at(-1));
    const reading = await system.call('GET', '/api/v1/notifications', { as: client });
    expect(reading.status).toBe(200);
  });

  it('limit the requests of an address for all its users', async () => {
    const responses = await Promise.all(
      Array.from({ length: 520 }, () => system.call('GET', '/api/v1/notifications')),
    );
    expect(count(responses, 401)).toBe(500);
    expect(count(responses, 429)).toBe(20);
    expectLimited(responses.find((response) => response.status === 429));
  });

  it('reject further sign-ins for a while after too many wrong passwords', async () => {
    const { email } = await system.addUser('client');
    const other = await system.addUser('client');
    for (const path of ['/api/v1/auth/login', '/api/v1/auth/session']) {
      const signIn = (userEmail: string, password: string) =>
        system.call('POST', path, { body: { email: userEmail, password } });
      const wrong = await callTimes(5, () => signIn(email, 'wrong'));
      expectLimited(wrong.at(-1));
      // The right password is rejected as well; other users are not affected.
      expectLimited(await signIn(email.toUpperCase(), 'ruang-diri'));
      expect((await signIn(other.email, 'ruang-diri')).status).toBe(200);
    }
  });

  it('reset the failures of a user who signs in', async () => {
    const { email } = await system.addUser('client');
    const signIn = (password: string) => async () =>
      system.call('POST', '/api/v1/auth/login', { body: { email, password } });
    for (let round = 0; round < 3; round += 1) {
      await callTimes(2, signIn('wrong'));
      expect((await signIn('ruang-diri')()).status).toBe(200);
    }
  });

  it('are shared by all processes', async () => {
    const { config, redis } = system.context;
    const store = { redis, prefix: config.redisKeyPrefix };
    const processes = [new RateLimits(config.limits, store), new RateLimits(config.limits, store)];
    let taken = 0;
    for (let n = 0; n < 70; n += 1) {
      const limits = processes[n % 2];
      const isTaken = await Promise.resolve(limits?.consumeForUser('7')).then(
        () => true,
        () => false,
      );
      taken += Number(isTaken);
    }
    // Requests that one process reserved and did not use are not available to the other.
    expect(taken).toBeGreaterThan(56);
    expect(taken).toBeLessThanOrEqual(60);
  });

  it('count per process while Redis is unavailable', async () => {
    const { context } = system;
    const limits = new RateLimits(context.config.limits, {
      redis: context.redis,
      prefix: 'elsewhere',
    });
    context.redis.disconnect();
    for (let n = 0; n < 60; n += 1) await limits.consumeForUser('7');
    await expect(Promise.resolve(limits.consumeForUser('7'))).rejects.toMatchObject({
      code: 'rate-limited',
    });
  });

  it('count per process while Redis does not answer', async () => {
    const silentServer = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silentServer, 'listening');
    const { port } = silentServer.address() as AddressInfo;
    const redis = new Redis(port, '127.0.0.1', { enableReadyCheck: false });
    try {
      const rules = { ...NO_LIMITS, perUser: 40, signIns: 1 };
      const limits = new RateLimits(rules, { redis, prefix: 'silent' });
      const startedAt = Date.now();
      for (let n = 0; n < 4; n += 1) await limits.consumeForUser('7');
      const attempt = { address: '127.0.0.1', email: 'client@demo.test', deviceId: undefined };
      const noWave = () => Promise.reject(new Error('There is no wave'));
      const signIn = () => Promise.resolve('signed in');
      expect(await limits.signIns.run(attempt, signIn, noWave)).toBe('signed in');
      expect(Date.now() - startedAt).toBeLessThan(5_000);
    } finally {
      redis.disconnect();
      silentServer.close();
    }
  });

  it('count most requests without a round trip to Redis', async () => {
    const limits = new RateLimits(
      { ...NO_LIMITS, perUser: 2_000 },
      { redis: system.context.redis, prefix: 'many' },
    );
    let waits = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const toWait = limits.consumeForUser('7');
      if (toWait) waits += 1;
      await toWait;
    }
    expect(waits).toBe(10);
  });
});

it('stores no readable personal data in Redis', async () => {
  const client = await system.addUser('client');
  const body = { email: client.email, password: 'wrong' };
  await system.call('POST', '/api/v1/auth/login', { body });
  const keys = await system.context.redis.keys('*');
  expect(keys.filter((key) => key.includes(':limit:')).length).toBeGreaterThan(0);
  expect(keys.join()).not.toContain(client.email);
});
