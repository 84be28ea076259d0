import { createServer } from 'node:http';
import { Server } from 'socket.io';

/**
 * Baseline of the direct API, run as a process: Socket.IO sends a message to its receiver and
 * confirms it to its sender. No authentication, no storage, no other process.
 */
const server = createServer();
const io = new Server(server, { serveClient: false });
let lastId = 0;

io.on('connection', (socket) => {
  const self = String(socket.handshake.auth['id']);
  void socket.join(self);
  socket.on('send_message', (payload: { receiver_id: string; content: string }, acknowledge) => {
    const { receiver_id, content } = payload;
    const created_at = new Date().toISOString();
    const id = (lastId += 1);
    const sent = { id, receiver_id, content, created_at };
    io.to(receiver_id).emit('receive_message', { ...sent, sender_id: self });
    io.to(self).emit('message_sent', sent);
    (acknowledge as (reply: object) => void)({ success: true, data: sent });
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
