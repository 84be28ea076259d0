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
export async function checkReadiness({ db, redis, notifier }: ReadinessDeps): Promise<Readiness> {
  const [database, cache, ably, worker] = await Promise.all([
    checkComponent(() => db.source.query('SELECT 1')),
    checkComponent(() => redis.ping()),
    checkComponent(() => notifier.ping()),
    checkComponent(async () => {
      if (!(await isWorkerAlive(db.source.manager))) throw new Error('no heartbeat');
    }),
  ]);
  return { database, redis: cache, ably, worker };
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
