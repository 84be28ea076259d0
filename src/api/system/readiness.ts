import type { Context } from '../../context';
import { isWorkerAlive } from '../../delivery/worker-heartbeat-repository';

const CHECK_TIMEOUT_MS = 2_000;

/** What the product needs to run, in the order in which it is told. */
type Component = 'database' | 'redis' | 'ably' | 'worker';
export type Readiness = Record<Component, 'ok' | 'failing'>;

/** Asks every part at once; each is failing unless it answers in time. */
export async function checkReadiness({
  db,
  redis,
  notifier,
}: Pick<Context, 'db' | 'redis' | 'notifier'>): Promise<Readiness> {
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
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), patience]);
    return 'ok';
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}
