import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/**
 * Baseline of the care API, run as a process: receives a message by POST and sends it to the
 * sockets of its conversation. No authentication, no storage.
 */
const rooms = new Map<string, Set<WebSocket>>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const message = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { room: string };
    const frame = JSON.stringify({ type: 'new_message', message });
    for (const socket of rooms.get(message.room) ?? []) socket.send(frame);
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"success":true}');
  });
});

const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket, request) => {
  const room = (request.url ?? '').slice(1);
  const members = rooms.get(room) ?? new Set();
  rooms.set(room, members.add(socket));
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
