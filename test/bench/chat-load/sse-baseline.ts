import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

/**
 * Baseline of the support API, run as a process: receives a message by POST and writes it to the
 * event streams of its room. No authentication, no storage.
 */
const rooms = new Map<string, Set<ServerResponse>>();

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const room = (request.url ?? '').slice(1);
    rooms.set(room, (rooms.get(room) ?? new Set()).add(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const data = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { room: string };
    const frame = `data: ${JSON.stringify({ type: 'message', data })}\n\n`;
    for (const stream of rooms.get(data.room) ?? []) stream.write(frame);
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"success":true}');
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
