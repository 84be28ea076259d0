import { Router } from 'express';
import type { Context } from '../../context';

/**
 * `/healthz`: the process is alive. `/readyz`: `ready`, or `degraded` with the problems, while this
 * process should receive requests; 503 when it should not: it stops, or has no database. Problems of
 * other components, such as Redis, Ably or the worker, only make it `degraded`.
 */
export function health(
  { health: check }: Pick<Context, 'health'>,
  shutdown: { readonly isStopping: boolean },
): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    if (shutdown.isStopping) {
      response.status(503).json({ status: 'stopping' });
      return;
    }
    const { checks, clockDifferenceMs, problems } = await check.check();
    const isReady = checks.database === 'ok';
    const status = problems.length === 0 ? 'ready' : 'degraded';
    response.status(isReady ? 200 : 503).json({
      status: isReady ? status : 'not ready',
      checks,
      clockDifferenceMs,
      // Anyone may read it: no names of workers.
      problems: problems.map(({ code, message }) => ({ code, message })),
    });
  });
  return router;
}
