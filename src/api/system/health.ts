import { Router } from 'express';
import type { Context } from '../../context';
import { checkReadiness } from './readiness';

/** `/healthz`: the process lives. `/readyz`: every part it needs answers, each by name. */
export function health(context: Context): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await checkReadiness(context);
    const ready = Object.values(checks).every((state) => state === 'ok');
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
  return router;
}
