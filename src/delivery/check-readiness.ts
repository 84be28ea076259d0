import type { Redis } from 'ioredis';
import type { Db } from '../database/db';
import { isWorkerAlive } from './worker-heartbeat-repository';

const CHECK_TIMEOUT_MS = 2_000;

/** The components a working system needs. */
type Component = 'database' | 'redis' | 'ably' | 'worker';
export type Readiness = Record<Component, 'ok' | 'failing'>;

interface ReadinessDeps {
  db: Db;
  redis: Pick<Redis, 'ping'>;
  notifier: { ping(): Promise<unknown> };
}

/** Checks all components at once; a component without an answer within two seconds is failing. */
export async function checkReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const workerAlive = isWorkerAlive(deps.db.source.manager);
  const [database, redis, ably, worker] = await Promise.all([
    checkComponent(() => workerAlive),
    checkComponent(() => deps.redis.ping()),
    checkComponent(() => deps.notifier.ping()),
    checkComponent(async () => {
      if (!(await workerAlive)) throw new Error('no heartbeat');
    }),
  ]);
  return { database, redis, ably, worker };
}

async function checkComponent(check: () => Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), timeout]);
    return 'ok';
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}
