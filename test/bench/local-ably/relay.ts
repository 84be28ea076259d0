import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** The baseline: a bare WebSocket server that forwards every frame to the others on its path. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const rooms = new Map<string, Set<WebSocket>>();

server.on('connection', (socket, request) => {
  const path = request.url ?? '/';
  const room = rooms.get(path) ?? new Set<WebSocket>();
  rooms.set(path, room.add(socket));
  socket.on('message', (data: Buffer, binary) => {
    for (const other of room) if (other !== socket) other.send(data, { binary });
  });
  socket.on('close', () => room.delete(socket));
});
server.on('listening', () => {
  process.stdout.write(`Relay listening on ${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
