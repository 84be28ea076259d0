import { RateLimits } from '../../../src/api/rate-limits/rate-limits';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { createActiveSession } from '../../support/fixtures/active-session';

const LIMITS = {
  RATE_LIMIT_ADDRESS: '500',
  RATE_LIMIT_PERSON: '60',
  RATE_LIMIT_MESSAGES: '20',
  RATE_LIMIT_SIGN_INS: '3',
};

let system: TestSystem;
beforeEach(async () => {
  system = await startSystem({ env: LIMITS });
});
afterEach(() => system.stop());

function expectLimited(answer: ApiResponse | undefined): void {
  expect(answer?.status).toBe(429);
  expect(answer?.body).toMatchObject({ success: false, statusCode: 429, code: 'rate-limited' });
  const seconds = Number(answer?.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(answer?.body.message).toContain(`${seconds} seconds`);
}

async function callTimes(times: number, call: () => Promise<ApiResponse>): Promise<ApiResponse[]> {
  const answers: ApiResponse[] = [];
  for (let n = 0; n < times; n += 1) answers.push(await call());
  return answers;
}

const count = (answers: ApiResponse[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

describe('rate limits', () => {
  it('limit the requests of a user without effect on others', async () => {
    const one = await system.addUser('client');
    const other = await system.addUser('client');
    const ask = (as: TestUser) => () => system.call('GET', '/api/v1/notifications', { as });
    const answers = await callTimes(65, ask(one));
    expect(count(answers, 200)).toBe(60);
    expectLimited(answers.at(-1));
    expect((await ask(other)()).status).toBe(200);
  });

  it('limit messages more strictly than requests', async () => {
    const { client, sessionId } = await createActiveSession(system);
    const send = () =>
      system.call('POST', '/api/v1/chat/messages', {
        as: client,
        body: { sessionId, message: 'x', messageType: 'text' },
      });
    const answers = await callTimes(22, send);
    expect(count(answers, 201)).toBe(20);
    expectLimited(answers.at(-1));
    const reading = await system.call('GET', '/api/v1/notifications', { as: client });
    expect(reading.status).toBe(200);
  });

  it('limit the requests of an address for all its users', async () => {
    const answers = await Promise.all(
      Array.from({ length: 520 }, () => system.call('GET', '/api/v1/notifications')),
    );
    expect(count(answers, 401)).toBe(500);
    expect(count(answers, 429)).toBe(20);
    expectLimited(answers.find((answer) => answer.status === 429));
  });

  it('refuse further sign-ins for a while after too many wrong passwords', async () => {
    const { email } = await system.addUser('client');
    const other = await system.addUser('client');
    for (const path of ['/api/v1/auth/login', '/api/v1/auth/session']) {
      const signIn = (who: string, password: string) =>
        system.call('POST', path, { body: { email: who, password } });
      const wrong = await callTimes(5, () => signIn(email, 'wrong'));
      expectLimited(wrong.at(-1));
      // The right password is not tried any more, and others are not concerned.
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
    // What one of them has fetched and not spent is not there for the other.
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

  it('count most requests without a round trip to Redis', async () => {
    const limits = new RateLimits(
      { perAddress: 0, perUser: 2_000, messages: 0, signIns: 0 },
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
