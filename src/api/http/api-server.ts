import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Registry } from 'prom-client';
import type { Context } from '../../context';
import { ERROR_KINDS } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { ConnectionRules } from '../../config/connection-config';
import { createApp } from './app';
import { BodyGuard } from './body-guard';
import { expressMessages } from './express-messages';
import { GracefulShutdown } from './graceful-shutdown';
import { ApiMetrics } from '../system/api-metrics';
import { registerHealthMetrics } from '../system/health-metrics';
import { EventStreams } from '../sockets/event-streams';
import { clientIpReader, createUpgradeHandlers } from '../sockets/upgrade-handlers';
import { UpgradeRouter } from '../sockets/upgrade-router';

/** Time for a rejected client to read the error before its socket is destroyed. */
const LINGER_MS = 1_000;
/** How often Node.js compares open requests with their timeouts. */
const TIMEOUT_CHECK_MS = 5_000;

export interface ApiServer {
  http: Server;
  metrics: Registry;
  /** Serves on for `ms`, but says that it stops. */
  drain(ms: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The HTTP server of the API. Requests that never reach Express, such as malformed HTTP, are refused
 * with the contract's error body as well.
 */
export function createApiServer(context: Context): ApiServer {
  const { config, logger } = context;
  const limits = context.limits.connections;
  const streams = new EventStreams({ heartbeatMs: config.socketHeartbeat, logger, limits });
  const clientIpOf = clientIpReader(config.trustedProxies);
  const handlers = createUpgradeHandlers(context, clientIpOf);
  const metrics = measureApi(context, streams, handlers);
  const shutdown = new GracefulShutdown();
  const app = createApp(context, { streams, metrics, shutdown });
  /** The latest response of each connection; responses leave in the order of their requests. */
  const latest = new WeakMap<Duplex, ServerResponse>();
  const rules = config.limits.connections;
  const bodies = new BodyGuard({ limits, rules, clientIpOf, refuse: rejectSocket });
  const options = { requireHostHeader: false, ...timeoutsOf(rules), ...expressMessages(app) };
  const server = createServer(options, (request, response) => {
    latest.set(request.socket, response);
    shutdown.track(response);
    if (isHostMissing(request)) rejectSocket(request.socket, 'malformed-request');
    else if (!bodies.admit(request, response)) return;
    else if (handlers.direct.matches(pathOf(request))) {
      handlers.direct.handleRequest(request, response);
    } else app(request, response);
  });
  server.on('clientError', (error, socket) => rejectInvalid(error, socket, latest.get(socket)));
  rejectUnsupported(server);
  const { feed, userFeed, userPresence, revocations } = context;
  const connections = [handlers.care, handlers.hub, handlers.direct, streams];
  revocations.onRevoked((userId) => connections.forEach((part) => part.recheck(userId)));
  const parts = [feed, userFeed, userPresence, revocations];
  server.on('listening', () => parts.forEach((part) => part.start()));
  const upgrades = new UpgradeRouter(Object.values(handlers));
  server.on('upgrade', (request, socket, head) => {
    if (!upgrades.route(request, socket, head)) rejectSocket(socket, 'route-not-found');
  });
  const close = (): Promise<void> => shutdown.close(server, [upgrades, streams]);
  return { http: server, metrics: metrics.registry, drain: (ms) => shutdown.drain(ms), close };
}

/** `pending`: the latest response of the connection. */
function rejectInvalid(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  pending: ServerResponse | undefined,
): void {
  const reject = (): void => rejectSocket(socket, errorCodeOf(error));
  // The malformed data follows a complete request: its response is sent first.
  if (pending?.req.complete && !pending.closed) pending.once('close', reject);
  else if (pending?.headersSent && !pending.closed) socket.destroy();
  else reject();
}

/** What never sends its headers, or the end of its body, is ended with `request-timeout`. */
function timeoutsOf({ requestTimeout, uploadTimeout }: ConnectionRules) {
  return {
    headersTimeout: requestTimeout,
    requestTimeout: uploadTimeout,
    connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, requestTimeout),
  };
}

function rejectUnsupported(server: Server): void {
  server.on('checkExpectation', ({ socket }: IncomingMessage) =>
    rejectSocket(socket, 'expectation-failed'),
  );
  server.on('connect', (_request, socket) => rejectSocket(socket, 'method-not-allowed'));
}

function measureApi(
  { feed, limits, security, health }: Context,
  streams: EventStreams,
  { care, direct, hub }: ReturnType<typeof createUpgradeHandlers>,
): ApiMetrics {
  const connections = (): Record<string, number> => ({
    support: streams.counts().open,
    care: care.connectionCount,
    direct: direct.connectionCount,
    tutoring: hub.connectionCount,
  });
  const metrics = new ApiMetrics({ feed, limits, security, streams, connections });
  registerHealthMetrics(metrics.registry, health);
  return metrics;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

/** HTTP/1.1 requires the header `Host`. */
function isHostMissing({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}

function errorCodeOf({ code }: NodeJS.ErrnoException): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  return 'malformed-request';
}

function rejectSocket(socket: Duplex, code: ErrorCode): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, message } = ERROR_KINDS[code];
  const body = JSON.stringify({ success: false, message, statusCode: status, code });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
