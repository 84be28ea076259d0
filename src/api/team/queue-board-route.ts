import { Router } from 'express';
import type { Express } from 'express';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { authenticateRequest } from '../http/authenticate-request';
import { createQueueBoard } from './queue-board';

const PATH = '/team/queues';

/** The board has inline styles, and a base address for its relative links; it asks for a web font. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** The job queue for the team, behind its sign-in. */
export function queueBoard(context: Context): Router {
  const deps = { authenticator: context.authenticator, browsers: context.config };
  let board: Promise<Express> | undefined;
  const router = Router();
  router.use(PATH, async (request, response) => {
    await context.limits.consumeForAddress(request.ip ?? '');
    const { principal } = await authenticateRequest(request, ['team'], deps);
    await context.limits.consumeForUser(principal.id);
    if (!['GET', 'HEAD'].includes(request.method)) throw new AppError('method-not-allowed');
    board ??= createQueueBoard(context, PATH);
    response.set(HEADERS);
    (await board)(request, response);
  });
  return router;
}
