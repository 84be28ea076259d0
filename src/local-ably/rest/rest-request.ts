import type { IncomingMessage } from 'node:http';
import type { App } from '../app';
import type { Principal } from '../auth/authenticate';
import type { ServerState } from '../server-state';
import { decode, type Format } from '../protocol/codec';
import { AblyError } from '../protocol/ably-error';

/** A REST request after routing. */
export interface RestRequest {
  server: ServerState;
  path: string;
  query: URLSearchParams;
  /** Decoded path segments that match `*` in the route. */
  pathParameters: string[];
  /** Protocol version of the client. */
  version: number;
  message: IncomingMessage;
  rawBody: Buffer;
  principal(): Principal<App>;
}

export interface RestReply {
  status: number;
  body?: unknown;
  /** Link headers, one per relation. */
  links?: string[];
  /** Overrides the format that the client requested. */
  format?: Format;
}

export type RestHandler = (request: RestRequest) => RestReply;

/** The path segment that matched the `*` with this index. */
export function pathParameter(request: RestRequest, index: number): string {
  return request.pathParameters[index] ?? '';
}

/** Decodes a request body in the format of its Content-Type. */
export function readBody(request: RestRequest): unknown {
  if (request.rawBody.length === 0) throw new AblyError(40001, 400, 'This request needs a body.');
  const type = request.message.headers['content-type'] ?? '';
  return decode(request.rawBody, type.includes('msgpack') ? 'msgpack' : 'json');
}

/** The requested format: the query parameter `format`, otherwise Accept. */
export function wantedFormat(message: IncomingMessage, query: URLSearchParams): Format {
  const named = query.get('format');
  if (named === 'json' || named === 'msgpack') return named;
  const accept = message.headers.accept ?? '';
  const msgpack = accept.indexOf('application/x-msgpack');
  const json = accept.indexOf('application/json');
  return msgpack >= 0 && (json < 0 || msgpack < json) ? 'msgpack' : 'json';
}
