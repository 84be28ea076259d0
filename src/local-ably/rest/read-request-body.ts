import type { IncomingMessage } from 'node:http';
import { AblyError } from '../protocol/ably-error';

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
