import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Context } from '../../context';
import { ERROR_KINDS } from '../../errors';
import type { ErrorCode } from '../../errors';
import { createApp } from './app';
import { EventStreams } from '../sockets/event-streams';
import { createUpgradeHandlers } from '../sockets/upgrade-handlers';
import { UpgradeRouter } from '../sockets/upgrade-router';

/** How long a caller may go on sending what nobody reads, so that the refusal still reaches them. */
const LINGER_MS = 1_000;

export interface ApiServer {
  http: Server;
  close(): Promise<void>;
}

/**
 * The HTTP server of the API. What never reaches Express, because it is not even HTTP, is refused in
 * the contract's shape as well.
 */
export function createApiServer(context: Context): ApiServer {
  const heartbeat = context.config.socketHeartbeat;
  const streams = new EventStreams({ heartbeat, logger: context.logger });
  const app = createApp(context, streams);
  /** The latest answer of each connection; answers leave in the order of their requests. */
  const latest = new WeakMap<Duplex, ServerResponse>();
  const doors = createUpgradeHandlers(context);
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    latest.set(request.socket, response);
    if (isHostMissing(request)) rejectSocket(request.socket, 'malformed-request');
    else if (doors.direct.matches(pathOf(request))) doors.direct.handleRequest(request, response);
    else app(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = latest.get(socket);
    const refuse = (): void => rejectSocket(socket, errorCodeOf(error));
    // The fault lies behind a whole request that is still being answered: that answer goes first.
    if (answer?.req.complete && !answer.closed) answer.once('close', refuse);
    else if (answer?.headersSent && !answer.closed) socket.destroy();
    else refuse();
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) =>
    rejectSocket(socket, 'expectation-failed'),
  );
  server.on('connect', (_request, socket) => rejectSocket(socket, 'method-not-allowed'));
  server.on('listening', () => {
    context.feed.start();
    context.userFeed.start();
    context.userPresence.start();
  });
  const upgrades = new UpgradeRouter(Object.values(doors));
  server.on('upgrade', (request, socket, head) => {
    if (!upgrades.route(request, socket, head)) rejectSocket(socket, 'route-not-found');
  });
  return { http: server, close: () => closeServer(server, [upgrades, streams]) };
}

/** Requests under way are answered; who keeps a socket open is sent away, to come again elsewhere. */
async function closeServer(server: Server, lines: { close(): Promise<void> }[]): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.all(lines.map((one) => one.close()));
  await closed;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

/** HTTP/1.1 asks for it, and so does whoever hosts more than one thing behind an address. */
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
