import { Redis } from 'ioredis';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { bookSession } from '../../support/fixtures/book-session';
import {
  waitUntilAllEnded,
  bookConcurrentSessions,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

/** How late a step may run after Redis lost its timer. */
const LATE_MS = 3_000;

describe('Redis data loss', () => {
  const dataDir = temporaryDirectory();
  let redis: RedisServer;
  let system: TestSystem;
  let wiper: Wiper | undefined;

  beforeAll(async () => {
    redis = await startRedis({ dataDir, durable: false });
    system = await startSystem({
      env: {
        REDIS_URL: redis.url,
        INITIAL_MESSAGE_LEAD: 'PT2S',
        END_BUTTON_LEAD: 'PT5S',
        SESSION_MIN: 'PT1S',
      },
    });
  });
  afterAll(async () => {
    await wiper?.stop();
    await system.stop();
    await redis.stop();
  });

  const stepsOfAll = (sessionIds: string[]) =>
    system.query<{ step: string; outcome: string | null; lateMs: number }>(
      `SELECT step, outcome, (extract(epoch FROM done_at - due_at) * 1000)::int AS "lateMs"
       FROM session_steps WHERE session_id = ANY($1)`,
      [sessionIds],
    );

  it('at random moments changes nothing that users see', async () => {
    const waves = await Promise.all(
      // Booked before their first step is due, on a busy machine too: a step is due two seconds earlier.
      [8_000, 9_000, 10_000].map((startsIn) =>
        bookConcurrentSessions(system, 6, { startsIn, lasts: 6_000 }),
      ),
    );
    const sessions = waves.flat();
    wiper = wipeRepeatedly(redis.url);
    await waitUntilAllEnded(system, 25_000);
    const wipes = await wiper.stop();

    expect(wipes).toBeGreaterThan(10);
    expect(await violationsOfAll(system, sessions)).toEqual([]);
    const steps = await stepsOfAll(sessions.map((one) => one.sessionId));
    expect(steps.filter((one) => one.outcome !== 'done')).toEqual([]);
    expect(steps.filter((one) => one.lateMs > LATE_MS)).toEqual([]);
  }, 40_000);

  it('and an outage while steps fall due delay them briefly and lose none', async () => {
    const sessions = await bookConcurrentSessions(system, 8, { startsIn: 4_000, lasts: 8_000 });
    const ids = sessions.map((one) => one.sessionId);
    await system.drain();
    await redis.stop();
    // Booking works without Redis, and sessions open on time.
    const client = await system.addUser('client');
    const { sessionId, response } = await bookSession(system, client, {
      startsIn: 5_000,
      lasts: 7_000,
    });
    expect(response.status).toBe(201);
    await waitFor('the openings', async () => {
      const steps = await stepsOfAll([...ids, sessionId]);
      const opened = steps.filter((one) => one.step === 'enable-chat' && one.outcome === 'done');
      return opened.length === sessions.length + 1;
    });
    const sent = await system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message: 'Halo', messageType: 'text' },
    });
    expect(sent.status).toBe(201);
    await redis.restart();
    await waitUntilAllEnded(system, 25_000);

    const all = [...sessions, { sessionId, client }];
    expect(await violationsOfAll(system, all)).toEqual([]);
    const steps = await stepsOfAll(all.map((one) => one.sessionId));
    expect(steps.filter((one) => one.outcome !== 'done')).toEqual([]);
    expect(steps.filter((one) => one.lateMs > LATE_MS)).toEqual([]);
  }, 40_000);
});

interface Wiper {
  stop(): Promise<number>;
}

/** Flushes Redis at random moments until stopped; resolves with the number of flushes. */
function wipeRepeatedly(url: string): Wiper {
  const redis = new Redis(url);
  let wipes = 0;
  let timer: NodeJS.Timeout;
  let last: Promise<unknown> = Promise.resolve();
  const wipe = (): void => {
    last = redis.flushall().then(() => {
      wipes += 1;
      timer = setTimeout(wipe, Math.random() * 900);
    });
  };
  wipe();
  return {
    stop: async () => {
      await last;
      clearTimeout(timer);
      redis.disconnect();
      return wipes;
    },
  };
}
