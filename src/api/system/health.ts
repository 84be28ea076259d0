import { Router } from 'express';
import type { Context } from '../../context';
import { checkReadiness } from '../../delivery/check-readiness';

/**
 * `/healthz`: the process is alive. `/readyz`: the state of each component it needs, and how far its
 * clock is ahead of the database's; or that the process stops.
 */
export function health(context: Context, shutdown: { readonly isStopping: boolean }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    if (shutdown.isStopping) {
      response.status(503).json({ status: 'stopping' });
      return;
    }
    const checks = await checkReadiness(context);
    const ready = Object.values(checks).every((state) => state === 'ok');
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      checks,
      clockDifferenceMs: context.clockDifference(),
    });
  });
  return router;
}
