import { Router } from 'express';
import type { Context } from '../../context';
import { isWorkerAlive } from '../../outbox/worker-heartbeat';

const PATIENCE_MS = 2_000;

type Check = () => Promise<unknown>;

/** `/healthz`: the process lives. `/readyz`: every part it needs answers, each by name. */
export function health({ db, redis, notifier }: Context): Router {
  const checks: Record<string, Check> = {
    database: () => db.source.query('SELECT 1'),
    redis: () => redis.ping(),
    ably: () => notifier.ping(),
    worker: async () => {
      if (!(await isWorkerAlive(db.source.manager))) throw new Error('no heartbeat');
    },
  };
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    const ready = states.every(([, state]) => state === 'ok');
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(states) });
  });
  return router;
}

async function stateOf(check: Check): Promise<'ok' | 'failing'> {
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
