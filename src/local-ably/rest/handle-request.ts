import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/authenticate';
import type { ServerState } from '../server-state';
import { toAblyError } from '../protocol/ably-error';
import { requestPrincipal } from './request-principal';
import { ADMIN_PREFIX } from './fault-routes';
import { readRequestBody } from './read-request-body';
import { wantedFormat, type RestReply, type RestRequest } from './rest-request';
import type { Router } from './router';
import { splitUrl } from './split-url';
import { allowOrigin, errorReply, sendReply } from './send-reply';

const NEWEST_VERSION = 6;

/** Answers one HTTP request; every fault becomes an error body. */
export async function handleRequest(
  { state: host, router }: RequestHandlerDeps,
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
  const reply = await replyTo({ state: host, router }, message, url);
  const wanted = {
    format: wantedFormat(message, url.query),
    envelope: url.query.get('envelope'),
  };
  const respond = (): void => {
    try {
      sendReply(response, reply, wanted);
    } catch {
      response.destroy();
    }
  };
  if (host.faults.affectsTraffic && !url.path.startsWith(ADMIN_PREFIX)) host.faults.defer(respond);
  else respond();
}

interface RequestHandlerDeps {
  state: ServerState;
  router: Router;
}

async function replyTo(
  { state: host, router }: RequestHandlerDeps,
  message: IncomingMessage,
  { path, query }: { path: string; query: URLSearchParams },
): Promise<RestReply> {
  try {
    const bytes = await readRequestBody(message, host.limits.maxRequestSize);
    const { handler, pathParameters: parts } = router.find(message.method ?? 'GET', path);
    let known: Principal | undefined;
    const request: RestRequest = {
      server: host,
      path,
      query,
      pathParameters: parts,
      version: readVersion(message, query),
      message,
      rawBody: bytes,
      principal: () => (known ??= requestPrincipal(host.apps, message, query)),
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
