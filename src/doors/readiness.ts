import type { Context } from '../context';
import { isWorkerAlive } from '../outbox/worker-heartbeat';

const PATIENCE_MS = 2_000;

/** What the product needs to run, in the order in which it is told. */
type Part = 'database' | 'redis' | 'ably' | 'worker';
export type Readiness = Record<Part, 'ok' | 'failing'>;

/** Asks every part at once; each is failing unless it answers in time. */
export async function checkReadiness({
  db,
  redis,
  notifier,
}: Pick<Context, 'db' | 'redis' | 'notifier'>): Promise<Readiness> {
  const [database, cache, ably, worker] = await Promise.all([
    stateOf(() => db.source.query('SELECT 1')),
    stateOf(() => redis.ping()),
    stateOf(() => notifier.ping()),
    stateOf(async () => {
      if (!(await isWorkerAlive(db.source.manager))) throw new Error('no heartbeat');
    }),
  ]);
  return { database, redis: cache, ably, worker };
}

async function stateOf(check: () => Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
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
