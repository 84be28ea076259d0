import type { IncomingMessage } from 'node:http';
import type { Principal } from '../auth/authenticate';
import type { ServerState } from '../server-state';
import { decode, type Format } from '../protocol/codec';
import { AblyError } from '../protocol/ably-error';

/** A REST call after routing. */
export interface RestRequest {
  server: ServerState;
  path: string;
  query: URLSearchParams;
  /** Parts of the path that the route left open, decoded. */
  pathParameters: string[];
  /** Protocol version the client speaks. */
  version: number;
  message: IncomingMessage;
  rawBody: Buffer;
  principal(): Principal;
}

/** What a route answers. */
export interface RestReply {
  status: number;
  body?: unknown;
  /** Link headers, one per relation. */
  links?: string[];
  /** Set where the answer is JSON whatever the client asked for. */
  format?: Format;
}

export type RestHandler = (request: RestRequest) => RestReply;

/** A path segment that the route left open. */
export function pathParameter(request: RestRequest, index: number): string {
  return request.pathParameters[index] ?? '';
}

/** Decodes the body of a request in the format that its Content-Type names. */
export function readBody(request: RestRequest): unknown {
  if (request.rawBody.length === 0) throw new AblyError(40001, 400, 'This request needs a body.');
  const type = request.message.headers['content-type'] ?? '';
  return decode(request.rawBody, type.includes('msgpack') ? 'msgpack' : 'json');
}

/** The format a client wants: `format=` first, then Accept. */
export function wantedFormat(message: IncomingMessage, query: URLSearchParams): Format {
  const named = query.get('format');
  if (named === 'json' || named === 'msgpack') return named;
  const accept = message.headers.accept ?? '';
  const msgpack = accept.indexOf('application/x-msgpack');
  const json = accept.indexOf('application/json');
  return msgpack >= 0 && (json < 0 || msgpack < json) ? 'msgpack' : 'json';
}
