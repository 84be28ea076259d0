import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app';
import type { Principal } from '../auth/authenticate';
import type { ServerState } from '../server-state';
import { toAblyError } from '../protocol/ably-error';
import { requestPrincipal } from './request-principal';
import { ADMIN_PREFIX } from './fault-routes';
import {
  readRequestBody,
  splitUrl,
  requestedFormat,
  type RestReply,
  type RestRequest,
} from './rest-request';
import type { Router } from './router';
import { allowOrigin, errorReply, sendReply } from './send-reply';

const NEWEST_VERSION = 6;

/** Handles an HTTP request; every error becomes an error response. */
export async function handleRequest(
  deps: RequestHandlerDeps,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = splitUrl(message.url ?? '/');
  allowOrigin(message, response);
  if (message.method === 'OPTIONS') {
    response.statusCode = 204;
    response.end();
    return;
  }
  const reply = await replyTo(deps, message, url);
  const requested = {
    format: requestedFormat(message, url.query),
    envelope: url.query.get('envelope'),
  };
  const respond = (): void => {
    try {
      sendReply(response, reply, requested);
    } catch {
      response.destroy();
    }
  };
  const { faults } = deps.server;
  if (faults.affectsTraffic && !url.path.startsWith(ADMIN_PREFIX)) faults.defer(respond);
  else respond();
}

interface RequestHandlerDeps {
  server: ServerState;
  router: Router;
}

async function replyTo(
  { server, router }: RequestHandlerDeps,
  message: IncomingMessage,
  { path, query }: { path: string; query: URLSearchParams },
): Promise<RestReply> {
  try {
    const rawBody = await readRequestBody(message, server.limits.maxRequestSize);
    const { handler, pathParameters } = router.find(message.method ?? 'GET', path);
    let principal: Principal<App> | undefined;
    const request: RestRequest = {
      server,
      path,
      query,
      pathParameters,
      version: readVersion(message, query),
      message,
      rawBody,
      principal: () => (principal ??= requestPrincipal(server.apps, message, query)),
    };
    return handler(request);
  } catch (thrown) {
    return errorReply(toAblyError(thrown));
  }
}

function readVersion(message: IncomingMessage, query: URLSearchParams): number {
  const text = message.headers['x-ably-version'] ?? query.get('v') ?? '';
  const version = Number.parseFloat(String(text));
  return Number.isFinite(version) ? version : NEWEST_VERSION;
}
