import type { Response } from 'express';

/** Responses are data for one client: no content sniffing, no shared caches. */
export const JSON_HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** Writes the envelope without the ETag, freshness and type checks of Express. */
export function sendJson(response: Response, status: number, envelope: object): void {
  const body = JSON.stringify(envelope);
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...JSON_HEADERS, 'Content-Length': length }).end(body);
}
