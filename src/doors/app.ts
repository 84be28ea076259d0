import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Express } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { Context } from '../context';
import { AppError } from '../errors';
import { bookingRoutes } from './counseling/booking-routes';
import { chatRoutes } from './counseling/chat-routes';
import { notificationRoutes } from './counseling/notification-routes';
import { mountRoutes } from './door';
import { translateErrors } from './error-translator';
import { openApiDocument } from './openapi';
import { docsPage } from './system/docs-page';
import { health } from './system/health';
import { signInRoutes } from './system/sign-in-routes';
import { teamRoutes } from './team/team-routes';

const PREFIX = '/api/v1';
const BODY_LIMIT = '64kb';

/** The API: every door, behind one Express app. */
export function createApp(context: Context): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(security());
  app.use(requestLog(context));
  app.use(health(context));
  app.use(express.json({ limit: BODY_LIMIT }));
  const mounted = routesOf(context);
  for (const { routes } of mounted) {
    mountRoutes(app, PREFIX, { routes, guard: context.authenticator });
  }
  app.use(docsPage(openApiDocument(mounted)));
  app.use(() => {
    throw new AppError('route-not-found');
  });
  app.use(translateErrors(context.logger));
  return app;
}

function routesOf(context: Context) {
  return [
    { prefix: PREFIX, tag: 'Sign in', routes: signInRoutes(context) },
    { prefix: PREFIX, tag: 'Counselings', routes: bookingRoutes(context) },
    { prefix: PREFIX, tag: 'Chat', routes: chatRoutes(context) },
    { prefix: PREFIX, tag: 'Notifications', routes: notificationRoutes(context) },
    { prefix: PREFIX, tag: 'Team', routes: teamRoutes(context) },
  ];
}

/** Plain HTTP must keep working on loopback, so nothing is upgraded here; a proxy does TLS. */
function security() {
  return helmet({
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    strictTransportSecurity: false,
  });
}

/** One line a request: method, path without its query, status, time; never a header or a body. */
function requestLog({ logger }: Context) {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: (request: { id: unknown; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  });
}
