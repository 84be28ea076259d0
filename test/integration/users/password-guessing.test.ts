import { setTimeout as pause } from 'node:timers/promises';
import { notificationResponse } from '../../../src/api/counseling/counseling-schemas';
import { cookieOf } from '../../support/clients/web-session';
import { afterTest } from '../../support/harness/after-test';
import { PASSWORD, startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const SIGN_IN = '/api/v1/auth/session';
const FREE_ATTEMPTS = 10;

async function systemWith(env: Record<string, string> = {}): Promise<TestSystem> {
  const limits = { RATE_LIMIT_SIGN_INS: `${FREE_ATTEMPTS}`, TRUST_PROXY: '1' };
  const system = await startSystem({ worker: false, env: { ...limits, ...env } });
  afterTest(() => system.stop());
  return system;
}

interface Attempt {
  email: string;
  password?: string;
  address?: string;
  cookie?: string;
}

const attemptAt = (
  system: TestSystem,
  { email, password = 'wrong', address = '203.0.113.1', cookie = '' }: Attempt,
): Promise<ApiResponse> =>
  system.call('POST', SIGN_IN, {
    body: { email, password },
    headers: { 'x-forwarded-for': address, cookie },
  });

const count = (responses: ApiResponse[], status: number): number =>
  responses.filter((response) => response.status === status).length;

async function knownDeviceOf(system: TestSystem, { email }: TestUser): Promise<string> {
  const { name, value } = cookieOf(
    await attemptAt(system, { email, password: PASSWORD, address: '198.51.100.9' }),
    'rd_device',
  );
  return `${name}=${value}`;
}

async function noticesOf(system: TestSystem, user: TestUser): Promise<string[]> {
  const reply = notificationResponse.array();
  const listed = await system.call('GET', '/api/v1/notifications', { as: user, reply });
  return listed.body.data.map(({ kind }) => kind);
}

describe('guessing passwords', () => {
  it('checks no more passwords in parallel than one after the other', async () => {
    const system = await systemWith();
    const { email } = await system.addUser('client');
    const guesses = Array.from({ length: 200 }, (_, n) => (n === 180 ? PASSWORD : `wrong ${n}`));
    const responses = await Promise.all(
      guesses.map((password) => attemptAt(system, { email, password })),
    );
    expect(count(responses, 401) + count(responses, 200)).toBeLessThanOrEqual(FREE_ATTEMPTS);
    expect(count(responses, 429)).toBeGreaterThanOrEqual(190);
    for (const { status, headers } of responses) {
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  }, 60_000);

  it('counts an account from whatever address, and notifies its owner once', async () => {
    const system = await systemWith();
    const owner = await system.addUser('client');
    const device = await knownDeviceOf(system, owner);
    const { email } = owner;
    const responses: ApiResponse[] = [];
    for (let host = 1; host <= 40; host += 1) {
      const address = `203.0.${host}.7`;
      const guesses = Array.from({ length: 9 }, () => attemptAt(system, { email, address }));
      responses.push(...(await Promise.all(guesses)));
    }
    expect(count(responses, 401)).toBe(FREE_ATTEMPTS);
    expect(count(responses, 429)).toBe(40 * 9 - FREE_ATTEMPTS);
    expect(await noticesOf(system, owner)).toEqual(['sign_in_failures']);
    // Strangers cannot lock the owner out of a known device, only of a new one.
    const right = { email, password: PASSWORD, address: '198.51.100.7' };
    expect((await attemptAt(system, right)).status).toBe(429);
    expect((await attemptAt(system, { ...right, cookie: device })).status).toBe(200);
  });

  it('makes each further attempt wait longer', async () => {
    const system = await systemWith({ RATE_LIMIT_SIGN_INS: '2' });
    const { email } = await system.addUser('client');
    const { redis } = system.context;
    const waits: number[] = [];
    await attemptAt(system, { email });
    for (let n = 1; n <= 7; n += 1) {
      await attemptAt(system, { email, address: `203.0.${n}.1` });
      const refused = await attemptAt(system, { email, address: `198.51.${n}.1` });
      waits.push(Number(refused.headers.get('retry-after')));
      // The time of the wait passes.
      for (const key of await redis.keys('*sign-in-account*')) await redis.hset(key, 'next', 0);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  it('counts a known device apart, so that its thief has few guesses too', async () => {
    const system = await systemWith();
    const owner = await system.addUser('client');
    const cookie = await knownDeviceOf(system, owner);
    const guesses = Array.from({ length: 30 }, () =>
      attemptAt(system, { email: owner.email, cookie }),
    );
    expect(count(await Promise.all(guesses), 401)).toBe(FREE_ATTEMPTS);
    const other = await system.addUser('client');
    const notTheirs = Array.from({ length: 30 }, () =>
      attemptAt(system, { email: other.email, cookie }),
    );
    expect(count(await Promise.all(notTheirs), 401)).toBe(FREE_ATTEMPTS);
  });

  it('counts the addresses of an IPv6 network as one', async () => {
    const system = await systemWith({ RATE_LIMIT_SIGN_INS: '2' });
    const responses: ApiResponse[] = [];
    for (let n = 1; n <= 25; n += 1) {
      const address = `2001:db8:1:2::${n.toString(16)}`;
      const email = `invented${n}@example.test`;
      responses.push(await attemptAt(system, { email, address }));
    }
    expect(count(responses, 429)).toBeGreaterThanOrEqual(4);
    const elsewhere = { email: 'invented26@example.test', address: '2001:db8:1:3::1' };
    expect((await attemptAt(system, elsewhere)).status).toBe(401);
  });

  it('lets the people of a school in within seconds after a hundred failures there', async () => {
    const system = await systemWith();
    const student = await system.addUser('client');
    const address = '203.0.113.200';
    for (let n = 0; n < 100; n += 1) {
      await attemptAt(system, { email: `pupil${n % 50}@example.test`, address });
    }
    const right = { email: student.email, password: PASSWORD, address };
    const refused = await attemptAt(system, right);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeLessThanOrEqual(10);
    await pause(seconds * 1_000);
    expect((await attemptAt(system, right)).status).toBe(200);
  }, 30_000);

  it('counts per process while Redis is unavailable', async () => {
    const system = await systemWith();
    const { email } = await system.addUser('client');
    system.context.redis.disconnect();
    const guesses = Array.from({ length: 50 }, () => attemptAt(system, { email }));
    const responses = await Promise.all(guesses);
    expect(count(responses, 401)).toBe(FREE_ATTEMPTS);
    expect(count(responses, 429)).toBe(50 - FREE_ATTEMPTS);
  });

  it('does not let passwords for invented accounts delay others', async () => {
    const system = await systemWith({ PASSWORD_COST: '15', PASSWORD_QUEUE: '20' });
    const { email } = await system.addUser('client');
    const right = { email, password: PASSWORD };
    expect((await attemptAt(system, right)).status).toBe(200);
    let checked = 0;
    const flood = Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const guess = { email: `invented${n}@example.test`, address: '198.51.100.66' };
        const response = await attemptAt(system, guess);
        if (response.status === 401) checked += 1;
        return response;
      }),
    );
    await waitFor('the flood', () => checked > 0);
    const before = checked;
    expect((await attemptAt(system, right)).status).toBe(200);
    // Those being checked, and one turn of the flood.
    expect(checked - before).toBeLessThanOrEqual(6);
    const responses = await flood;
    const refused = responses.filter(({ status }) => status === 503 || status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(150);
    for (const { headers } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  }, 60_000);
});

describe('the owner of an account', () => {
  it('is notified of a new device, not of the first or a known one', async () => {
    const system = await systemWith();
    const owner = await system.addUser('client');
    const cookie = await knownDeviceOf(system, owner);
    expect(await noticesOf(system, owner)).toEqual([]);
    const right = { email: owner.email, password: PASSWORD };
    await attemptAt(system, { ...right, cookie });
    expect(await noticesOf(system, owner)).toEqual([]);
    for (let n = 0; n < 3; n += 1) await attemptAt(system, right);
    expect(await noticesOf(system, owner)).toEqual(['new_device']);
  });

  it('gets a current hash at the next sign-in', async () => {
    const system = await systemWith({ PASSWORD_COST: '11' });
    const owner = await system.addUser('client');
    const stored = async (): Promise<string | undefined> => {
      const [row] = await system.query<{ hash: string }>(
        'SELECT password_hash AS hash FROM users WHERE id = $1',
        [owner.id],
      );
      return row?.hash;
    };
    expect(await stored()).toMatch(/^\$scrypt\$ln=10,/);
    const right = { email: owner.email, password: PASSWORD };
    expect((await attemptAt(system, right)).status).toBe(200);
    expect(await stored()).toMatch(/^\$scrypt\$ln=11,/);
    expect((await attemptAt(system, right)).status).toBe(200);
  });
});
