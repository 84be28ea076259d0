import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../auth/authenticate';
import type { Host } from '../host';
import { toAblyError } from '../protocol/ably-error';
import { principalOfRequest } from './credentials';
import { ADMIN_PREFIX } from './fault-routes';
import { readRequestBody } from './read-request-body';
import { wantedFormat, type RestReply, type RestRequest } from './request';
import type { Router } from './router';
import { allowOrigin, errorReply, sendReply } from './send-reply';

const NEWEST_VERSION = 6;

/** Answers one HTTP request; every fault becomes an error body. */
export async function handleRequest(
  host: Host,
  router: Router,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, query } = splitUrl(message.url ?? '/');
  allowOrigin(message, response);
  if (message.method === 'OPTIONS') {
    response.statusCode = 204;
    response.end();
    return;
  }
  const format = wantedFormat(message, query);
  let reply: RestReply;
  try {
    const bytes = await readRequestBody(message, host.limits.maxRequestSize);
    const { handler, parts } = router.find(message.method ?? 'GET', path);
    let known: Principal | undefined;
    const request: RestRequest = {
      host,
      method: message.method ?? 'GET',
      path,
      query,
      parts,
      version: readVersion(message, query),
      message,
      bytes,
      format,
      principal: () => (known ??= principalOfRequest(host.apps, message, query)),
    };
    reply = handler(request);
  } catch (thrown) {
    reply = errorReply(toAblyError(thrown));
  }
  const respond = (): void =>
    sendReply(response, reply, { format, envelope: query.get('envelope') });
  if (host.faults.slowsTraffic && !path.startsWith(ADMIN_PREFIX)) host.faults.pass(respond);
  else respond();
}

function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return { path: trimmed, query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)) };
}

function readVersion(message: IncomingMessage, query: URLSearchParams): number {
  const text = message.headers['x-ably-version'] ?? query.get('v') ?? '';
  const version = Number.parseFloat(String(text));
  return Number.isFinite(version) ? version : NEWEST_VERSION;
}
