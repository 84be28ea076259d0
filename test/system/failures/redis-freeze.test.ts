import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { createActiveSession } from '../../support/fixtures/active-session';
import {
  bookConcurrentSessions,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';

/** How late a step may run without Redis. */
const LATE_MS = 2_000;
/**
 * How long a request may take without Redis, which is away for longer: the deadline of a command and the
 * password hash of a sign-in, which takes seconds when the test machine is busy.
 */
const ANSWER_MS = 5_000;

describe('a Redis that does not answer', () => {
  const dataDir = temporaryDirectory();
  let redis: RedisServer;
  let proxy: TcpProxy;
  let system: TestSystem;

  beforeAll(async () => {
    redis = await startRedis({ dataDir, durable: false });
    proxy = await startTcpProxy(redis.port);
    system = await startSystem({
      env: {
        REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
        REDIS_COMMAND_TIMEOUT: 'PT1S',
        INITIAL_MESSAGE_LEAD: 'PT1S',
        END_BUTTON_LEAD: 'PT2S',
        SESSION_MIN: 'PT1S',
        // The limits of users are counted in Redis.
        RATE_LIMIT_ADDRESS: '100000',
        RATE_LIMIT_PERSON: '100000',
        RATE_LIMIT_MESSAGES: '100000',
        RATE_LIMIT_SIGN_INS: '1000',
      },
    });
  }, 120_000);
  afterAll(async () => {
    signal('SIGCONT');
    proxy.setMode('forward');
    await system.stop();
    await proxy.close();
    await redis.stop();
  });

  const signal = (name: NodeJS.Signals): void => {
    if (redis.pid !== undefined) process.kill(redis.pid, name);
  };

  async function timed(call: Promise<ApiResponse>): Promise<{ status: number; ms: number }> {
    const startedAt = performance.now();
    const { status } = await call;
    return { status, ms: performance.now() - startedAt };
  }

  const stepsOf = (sessionIds: string[]): Promise<{ step: string; lateMs: number | null }[]> =>
    system.query(
      `SELECT step, (extract(epoch FROM done_at - due_at) * 1000)::int AS "lateMs"
       FROM session_steps WHERE session_id = ANY($1)`,
      [sessionIds],
    );

  it.each([
    ['frozen', () => signal('SIGSTOP'), () => signal('SIGCONT')],
    ['unreachable without RST', () => proxy.setMode('swallow'), () => proxy.setMode('forward')],
  ])(
    '%s delays no session and no request, and is used again',
    async (_name, freeze, thaw) => {
      const open = await createActiveSession(system);
      const sessions = await bookConcurrentSessions(system, 4, { startsIn: 12_000, lasts: 4_000 });
      const ids = sessions.map(({ sessionId }) => sessionId);
      await system.drain();
      freeze();
      try {
        const body = { email: open.client.email, password: 'ruang-diri' };
        const message = { sessionId: open.sessionId, message: 'Halo', messageType: 'text' };
        for (let round = 0; round < 3; round += 1) {
          const answers = await Promise.all([
            timed(system.call('POST', '/api/v1/auth/login', { body })),
            timed(system.call('POST', '/api/v1/chat/messages', { as: open.client, body: message })),
            timed(system.call('GET', '/api/v1/counselings/user-sessions', { as: open.client })),
          ]);
          expect(answers.map(({ status }) => status)).toEqual([200, 201, 200]);
          expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(ANSWER_MS);
        }
        const readiness = await system.call('GET', '/readyz');
        expect(readiness.status).toBe(200);
        expect(readiness.body).toMatchObject({ status: 'degraded', checks: { redis: 'failing' } });
        const haveEnded = async (): Promise<boolean> =>
          (await stepsOf(ids)).every(({ lateMs }) => lateMs !== null);
        await waitFor('the end of the sessions', haveEnded, 30_000);
      } finally {
        thaw();
      }
      await waitFor('Redis', () => system.context.redis.status === 'ready');
      await system.drain();
      expect(await violationsOfAll(system, sessions)).toEqual([]);
      const steps = await stepsOf(ids);
      expect(steps.length).toBe(16);
      expect(steps.filter(({ lateMs }) => (lateMs ?? Infinity) > LATE_MS)).toEqual([]);
    },
    120_000,
  );
});
