import { Redis } from 'ioredis';
import type { z } from 'zod';
import type { teamHealthResponse } from '../../../src/api/team/team-schemas';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

interface Readiness {
  status: string;
  checks: Record<string, string>;
  problems: { code: string; message: string }[];
}

describe('a Redis that is full', () => {
  const dataDir = temporaryDirectory();
  let redis: RedisServer;
  let admin: Redis;
  let system: TestSystem;
  beforeAll(async () => {
    redis = await startRedis({ dataDir, durable: false });
    const url = `redis://127.0.0.1:${redis.port}`;
    system = await startSystem({ env: { REDIS_URL: url, HEALTH_CACHE: 'PT0S' } });
    admin = new Redis(url);
  }, 60_000);
  afterAll(async () => {
    admin.disconnect();
    await system.stop();
    await redis.stop();
  });

  const readiness = async (): Promise<{ status: number; body: Readiness }> => {
    const response = await fetch(`${system.url}/readyz`);
    return { status: response.status, body: (await response.json()) as Readiness };
  };

  it('is said by /readyz, the team and the metrics, while requests are still served', async () => {
    await waitFor('readiness', async () => (await readiness()).body.status === 'ready');
    await admin.config('SET', 'maxmemory', '1mb');
    const full = await readiness();
    expect(full.status).toBe(200);
    expect(full.body.status).toBe('degraded');
    expect(full.body.checks['redis']).toBe('failing');
    expect(full.body.problems).toContainEqual({
      code: 'redis-refuses-writes',
      message: 'Redis refuses writes (OOM): steps may be a little late',
    });
    const team = await system.addUser('team');
    const path = '/api/v1/team/health';
    const { body } = await system.call<z.output<typeof teamHealthResponse>>('GET', path, {
      as: team,
    });
    expect(body.data.redis).toMatchObject({ maxBytes: 2 ** 20, refusal: 'OOM' });
    const problems = 'ruang_diri_health_problems{code="redis-refuses-writes"}';
    expect(await system.metrics()).toContain(`${problems} 1`);

    await admin.config('SET', 'maxmemory', '0');
    await waitFor('readiness', async () => (await readiness()).body.status === 'ready');
  });

  it('is announced before it refuses writes', async () => {
    const { usedBytes } = (await system.context.health.check()).redis ?? { usedBytes: 0 };
    await admin.config('SET', 'maxmemory', String(Math.ceil(usedBytes * 1.05)));
    const { body } = await readiness();
    await admin.config('SET', 'maxmemory', '0');
    expect(body.status).toBe('degraded');
    expect(body.checks['redis']).toBe('ok');
    expect(body.problems.map(({ code }) => code)).toContain('redis-nearly-full');
  });
});
