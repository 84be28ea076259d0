import type { IncomingMessage } from 'node:http';
import type { App } from '../app';
import type { Principal } from '../auth/authenticate';
import type { ServerState } from '../server-state';
import { decode, type Format } from '../protocol/codec';
import { AblyError } from '../protocol/ably-error';

const MAX_BATCH_CHANNELS = 100;

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
export function requestedFormat(message: IncomingMessage, query: URLSearchParams): Format {
  const named = query.get('format');
  if (named === 'json' || named === 'msgpack') return named;
  const accept = message.headers.accept ?? '';
  const msgpack = accept.indexOf('application/x-msgpack');
  const json = accept.indexOf('application/json');
  return msgpack >= 0 && (json < 0 || msgpack < json) ? 'msgpack' : 'json';
}

/** Splits a request URL into path and query; unlike `new URL`, it never throws. */
export function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return { path: trimmed, query: new URLSearchParams(at < 0 ? '' : url.slice(at + 1)) };
}

/** Reads a request body; rejects with 40009 above the limit, without storing the excess. */
export function readRequestBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    });
    message.on('end', () => {
      if (size <= limit) resolve(Buffer.concat(chunks));
      else reject(new AblyError(40009, 413, `Request too large: at most ${limit} bytes.`));
    });
    message.on('error', reject);
    message.on('aborted', () => reject(new AblyError(40000, 400, 'Request was aborted.')));
  });
}

/** Throws 90010 for a batch of too many channels. */
export function checkBatchSize(channels: readonly unknown[]): void {
  if (channels.length <= MAX_BATCH_CHANNELS) return;
  throw new AblyError(
    90010,
    400,
    `Too many channels: one request may name at most ${MAX_BATCH_CHANNELS}; split it.`,
  );
}
