import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { sendMessage } from '../../src/chat/messages/send-message';
import { createUsers } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measureChat, startBaseline } from './chat-load/measure-chat';
import type { ChatTarget } from './chat-load/measure-chat';
import type { ConnectedPair } from './chat-load/message-load';
import type { Measurement } from './measurement';

const PAIRS = 500;
const CONCURRENCY = 25;

/** The direct API: 1,000 Socket.IO clients, against the bare library without storage. */
export async function benchDirect(system: BenchSystem): Promise<Measurement[]> {
  const baseline = await openBaseline();
  const product = await openProduct(system);
  const api = { name: 'direct', connected: '1,000 Socket.IO clients' };
  return measureChat(api, { baseline, product });
}

interface SocketUser {
  id: string;
  auth: Record<string, string>;
}

async function openBaseline(): Promise<ChatTarget> {
  const { port, cpu, stop } = await startBaseline('socket-io-baseline.js');
  const users = Array.from({ length: PAIRS }, (_, index) =>
    [index * 2, index * 2 + 1].map((id) => ({ id: String(id), auth: { id: String(id) } })),
  );
  const pairs = await openPairs(`http://127.0.0.1:${port}`, users);
  return {
    pairs,
    cpu,
    close: () => {
      for (const pair of pairs) pair.close();
      stop();
    },
  };
}

async function openProduct(system: BenchSystem): Promise<ChatTarget> {
  const { context } = system;
  const ones = await createUsers(context, 'psychologist', PAIRS);
  const others = await createUsers(context, 'team', PAIRS);
  const draft = { text: 'Halo', type: 'text' as const };
  await Promise.all(
    ones.map((one, index) => {
      const target = { userId: others[index]?.id ?? '' };
      return sendMessage(context.chat, one, { ...draft, target });
    }),
  );
  const users = ones.map((one, index) =>
    [one, others[index] ?? one].map(({ id, token }) => ({ id, auth: { token } })),
  );
  const pairs = await openPairs(system.url, users);
  const close = () => pairs.forEach((pair) => pair.close());
  return { pairs, cpu: () => system.cpu().api + system.cpu().worker, close };
}

async function openPairs(url: string, users: SocketUser[][]): Promise<ConnectedPair[]> {
  const pairs: ConnectedPair[] = [];
  for (let from = 0; from < users.length; from += CONCURRENCY) {
    const batch = users.slice(from, from + CONCURRENCY);
    pairs.push(...(await Promise.all(batch.map((two) => openPair(url, two)))));
  }
  return pairs;
}

async function openPair(url: string, users: SocketUser[]): Promise<ConnectedPair> {
  let onReceived: (text: string) => void = () => undefined;
  const onMessage = ({ content }: { content: string }): void => onReceived(content);
  const sockets = await Promise.all(users.map(({ auth }) => connect(url, auth)));
  for (const socket of sockets) {
    socket.on('receive_message', onMessage).on('message_sent', onMessage);
  }
  return {
    onReceived: (listener) => (onReceived = listener),
    send: async (turn, content) => {
      const payload = { receiver_id: users[(turn + 1) % 2]?.id, content };
      const reply = (await sockets[turn % 2]?.emitWithAck('send_message', payload)) as {
        success: boolean;
      };
      if (!reply.success) throw new Error(`send_message returned ${JSON.stringify(reply)}`);
    },
    close: () => sockets.forEach((socket) => socket.disconnect()),
  };
}

function connect(url: string, auth: Record<string, string>): Promise<Socket> {
  const socket = io(url, { auth, forceNew: true, transports: ['websocket'] });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
