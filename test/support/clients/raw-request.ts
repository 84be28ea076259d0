import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { afterTestFile } from '../harness/after-test';

export interface RawRequest {
  method: string;
  /** Sent without normalization. */
  path: string;
  headers: Record<string, string>;
  body?: string | Buffer;
}

export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
afterTestFile(() => agent.destroy());

/** Sends a request by `node:http`, which normalizes less than `fetch`. */
export function sendRawRequest(
  url: string,
  { method, path, headers, body }: RawRequest,
): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const hasLength = body !== undefined && headers['transfer-encoding'] === undefined;
  const length = hasLength ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const options = { agent, hostname, port, method, path, headers: { ...length, ...headers } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      if (received['content-type']?.startsWith('text/event-stream')) {
        // A stream does not end, so its status is the result.
        response.destroy();
        resolve({ status, headers: received, text: '' });
        return;
      }
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status, headers: received, text: Buffer.concat(chunks).toString('utf8') });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
