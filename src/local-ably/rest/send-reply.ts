import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AblyError } from '../protocol/ably-error';
import { encode, type Format } from '../protocol/codec';
import type { RestReply } from './rest-request';

const TYPES: Record<Format, string> = {
  json: 'application/json',
  msgpack: 'application/x-msgpack',
};

const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'accept',
  'x-ably-version',
  'ably-agent',
  'x-ably-clientid',
  'x-ably-lib',
  'x-ably-envelope-errorcode',
];

/** CORS: allows pages of any origin to call the server and read its paging and error headers. */
export function allowOrigin(message: IncomingMessage, response: ServerResponse): void {
  const { origin } = message.headers;
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader(
    'Access-Control-Expose-Headers',
    'Link, X-Ably-Errorcode, X-Ably-Errormessage',
  );
  if (message.method !== 'OPTIONS') return;
  const requestedHeaders = message.headers['access-control-request-headers'];
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE, OPTIONS');
  response.setHeader(
    'Access-Control-Allow-Headers',
    requestedHeaders ?? ALLOWED_HEADERS.join(', '),
  );
  response.setHeader('Access-Control-Max-Age', '600');
}

export function errorReply(error: AblyError): RestReply & { error: AblyError } {
  return { status: error.statusCode, body: { error: error.toWire() }, error };
}

/** Writes a reply in the requested format, or in the envelope that browser clients request. */
export function sendReply(
  response: ServerResponse,
  reply: RestReply & { error?: AblyError },
  requested: { format: Format; envelope: string | null },
): void {
  const headers = replyHeaders(reply);
  const format = reply.format ?? requested.format;
  if (requested.envelope === 'json' || requested.envelope === 'msgpack') {
    const envelope = {
      statusCode: reply.status,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name.toLowerCase(),
          Array.isArray(value) ? value.join(', ') : value,
        ]),
      ),
      response: reply.body ?? null,
    };
    write(response, { status: 200, value: envelope, format: requested.envelope });
    return;
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  write(response, { status: reply.status, value: reply.body, format });
}

function replyHeaders(reply: RestReply & { error?: AblyError }): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  if (reply.links) headers['Link'] = reply.links;
  if (reply.error) {
    headers['X-Ably-Errorcode'] = String(reply.error.code);
    headers['X-Ably-Errormessage'] = reply.error.message.replace(/[^\x20-\x7e]/g, '?');
  }
  return headers;
}

function write(
  response: ServerResponse,
  { status, value, format }: { status: number; value: unknown; format: Format },
): void {
  response.statusCode = status;
  if (value === undefined) {
    response.end();
    return;
  }
  const body = encode(value, format);
  // SDKs compare the whole header: with a charset they would not recognize errors.
  response.setHeader('Content-Type', TYPES[format]);
  response.setHeader('Content-Length', body.length);
  response.end(body);
}
