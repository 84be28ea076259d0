import { randomUUID } from 'node:crypto';
import express from 'express';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { careRoutes } from '../care/care-routes';
import { careUploadRoutes } from '../care/care-upload-routes';
import { chatMessageRoute } from './chat-message-route';
import { assignmentRoutes } from '../web/assignment-routes';
import { conversationRoutes } from '../web/conversation-routes';
import { availabilityRoutes } from '../counseling/availability-routes';
import { bookingRoutes } from '../counseling/booking-routes';
import { calendarFeedRoutes, calendarFileRoute } from '../counseling/calendar-feed-routes';
import { chatRoutes } from '../counseling/chat-routes';
import { sessionUploadRoutes } from '../counseling/session-upload-routes';
import { notificationRoutes } from '../counseling/notification-routes';
import { directRoutes } from '../direct/direct-routes';
import { dispatcher } from './dispatcher';
import { translateErrors } from './error-translator';
import type { GracefulShutdown } from './graceful-shutdown';
import type { EventStreams } from '../sockets/event-streams';
import { openApiDocument } from './openapi';
import type { RouteGroup } from './openapi';
import { docsPage } from '../system/docs-page';
import { health } from '../system/health';
import type { ApiMetrics } from '../system/api-metrics';
import { pushRoutes } from '../web/push-routes';
import { ticketRoutes } from '../system/ticket-routes';
import { jsonBody } from './json-body';
import { conversationSummaryRoutes, sessionSummaryRoutes } from '../shared/summary-routes';
import { supportRoutes } from '../support/support-routes';
import { supportStream } from '../support/support-stream';
import { templateRoutes } from '../support/template-routes';
import { supportUploadRoutes } from '../support/support-upload-routes';
import { signInRoutes } from '../accounts/sign-in-routes';
import { queueBoard } from '../team/queue-board-route';
import { accountRoutes } from '../team/account-routes';
import { retentionRoutes } from '../team/retention-routes';
import { teamRoutes } from '../team/team-routes';
import { tutoringRoutes } from '../tutoring/tutoring-routes';
import { Uploads } from './uploads';
import { webApp } from '../web/web-app';

const VERSIONED_PREFIX = '/api/v1';
/** The prefix of the contracts without a version. */
const UNVERSIONED_PREFIX = '/api';

interface AppDeps {
  streams: EventStreams;
  metrics: ApiMetrics;
  shutdown: GracefulShutdown;
}

/** The Express app behind every contract. */
export function createApp(context: Context, { streams, metrics, shutdown }: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', context.config.trustedProxies);
  app.set('query parser', 'simple');
  if (context.logger.isLevelEnabled('debug')) app.use(requestLog(context));
  app.use(jsonBody());
  const groups = routeGroups(context);
  const deps = {
    streams,
    metrics,
    authenticator: context.authenticator,
    tickets: context.tickets,
    limits: context.limits,
    idempotentRequests: context.idempotentRequests,
    uploads: new Uploads(context.files.scratchFolder),
    browsers: context.config,
    epoch: context.epoch,
  };
  app.use(dispatcher(groups, deps));
  app.use(queueBoard(context));
  const web = webApp(context.config.ably);
  app.use(web.files);
  app.use(securityHeaders());
  app.use(COUNTED_PATHS, counted(context));
  app.use(health(context, shutdown));
  app.use(docsPage(() => openApiDocument(groups)));
  app.use(web.notFoundPage);
  app.use(() => {
    throw new AppError('route-not-found');
  });
  app.use(translateErrors(context.logger, context.security));
  return app;
}

export function routeGroups(context: Context): RouteGroup[] {
  return [
    {
      prefix: VERSIONED_PREFIX,
      tag: 'Chat',
      routes: [chatMessageRoute(context), ...chatRoutes(context)],
    },
    { prefix: VERSIONED_PREFIX, tag: 'Chat', routes: sessionSummaryRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Counselings', routes: bookingRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Counselings', routes: calendarFeedRoutes(context) },
    { prefix: '', tag: 'Counselings', routes: [calendarFileRoute(context)] },
    { prefix: VERSIONED_PREFIX, tag: 'Availability', routes: availabilityRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Sign in', routes: signInRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Notifications', routes: notificationRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Notifications', routes: pushRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Team', routes: teamRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Team', routes: retentionRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Team', routes: accountRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Care', routes: careRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Care', routes: careUploadRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Chat', routes: sessionUploadRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Conversations', routes: conversationRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Conversations', routes: assignmentRoutes(context) },
    { prefix: VERSIONED_PREFIX, tag: 'Sign in', routes: ticketRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Direct messages', routes: directRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Tutoring', routes: conversationSummaryRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Support', routes: supportRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Support', routes: templateRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Support', routes: supportUploadRoutes(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Support', routes: supportStream(context) },
    { prefix: UNVERSIONED_PREFIX, tag: 'Tutoring', routes: tutoringRoutes(context) },
  ];
}

/** Cheap answers that need no sign-in: counted like requests to routes. */
const COUNTED_PATHS = ['/readyz', '/docs', '/openapi.json'];

function counted({ limits }: Pick<Context, 'limits'>): RequestHandler {
  return async (request, _response, next) => {
    await limits.consumeForAddress(request.ip ?? '');
    next();
  };
}

/** Plain HTTP must keep working on loopback, so no upgrade to TLS here; a proxy terminates TLS. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    strictTransportSecurity: false,
  });
}

/** At level debug, one line per request: method, path without query, status, duration; no bodies. */
function requestLog({ logger }: Context) {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    customLogLevel: (request, response) => logLevelOf(request.url, response.statusCode),
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

/** A 503 of `/readyz` is a regular response, not an error. */
function logLevelOf(url: string | undefined, status: number): 'error' | 'debug' {
  const isReadiness = url?.split('?')[0] === '/readyz';
  return status >= 500 && !isReadiness ? 'error' : 'debug';
}
