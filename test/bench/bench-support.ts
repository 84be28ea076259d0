import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Pool as HttpPool } from 'undici';
import { sendToSupport } from '../../src/chat/support/send-to-support';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measureChat, post, SENDERS, startBaseline } from './chat-load/measure-chat';
import type { ChatTarget } from './chat-load/measure-chat';
import type { ConnectedPair } from './chat-load/message-load';
import type { Measurement } from './measurement';

const ROOMS = 500;

/** The support API: 1,000 SSE clients, against a bare server without storage. */
export async function benchSupport(system: BenchSystem): Promise<Measurement[]> {
  const baseline = await openBaseline();
  const product = await openProduct(system);
  const api = { name: 'support', connected: '1,000 SSE clients' };
  return measureChat(api, { baseline, product });
}

async function openBaseline(): Promise<ChatTarget> {
  const { port, cpu, stop } = await startBaseline('sse-baseline.js');
  const url = `http://127.0.0.1:${port}`;
  const http = new HttpPool(url, { connections: SENDERS });
  const pairs = await openPairs((index) => ({
    streams: [0, 1].map(() => ({ url: `${url}/${index}` })),
    send: (_turn, message) => post(http, { path: '/', body: { room: String(index), message } }),
  }));
  return {
    pairs,
    cpu,
    close: async () => {
      for (const pair of pairs) pair.close();
      await http.close();
      stop();
    },
  };
}

async function openProduct(system: BenchSystem): Promise<ChatTarget> {
  const http = new HttpPool(system.url, { connections: SENDERS });
  const rooms = await createRooms(system);
  const pairs = await openPairs((index) => {
    const { client, admin, id } = rooms[index] ?? missing();
    const users = [client, admin];
    const url = `${system.url}/api/chat/sse?roomId=${id}`;
    return {
      streams: users.map(({ token }) => ({ url, token })),
      send: (turn, message) => {
        const { token } = users[turn % 2] ?? client;
        return post(http, { path: `/api/chat/rooms/${id}`, body: { message }, token });
      },
    };
  });
  return {
    pairs,
    cpu: () => system.cpu().api + system.cpu().worker,
    close: async () => {
      for (const pair of pairs) pair.close();
      await http.close();
    },
  };
}

interface PairOptions {
  streams: { url: string; token?: string }[];
  send: (turn: number, text: string) => Promise<void>;
}

async function openPairs(optionsOf: (index: number) => PairOptions): Promise<ConnectedPair[]> {
  const pairs: ConnectedPair[] = [];
  for (let index = 0; index < ROOMS; index += 1) {
    const { streams, send } = optionsOf(index);
    let onReceived: (text: string) => void = () => undefined;
    const opened = await Promise.all(
      streams.map((stream) => openStream(stream, (text) => onReceived(text))),
    );
    pairs.push({
      onReceived: (listener) => (onReceived = listener),
      send,
      close: () => opened.forEach((stream) => stream.destroy()),
    });
  }
  return pairs;
}

function openStream(
  { url, token }: PairOptions['streams'][number],
  onReceived: (text: string) => void,
): Promise<IncomingMessage> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (stream) => {
      let buffer = '';
      stream.setEncoding('utf8');
      stream.on('error', () => undefined);
      stream.on('data', (chunk: string) => {
        const events = (buffer + chunk).split('\n\n');
        buffer = events.pop() ?? '';
        for (const event of events) readEvent(event, onReceived);
        resolve(stream);
      });
    });
    request.once('error', reject);
  });
}

function readEvent(event: string, onReceived: (text: string) => void): void {
  const at = event.indexOf('data: ');
  if (at < 0) return;
  const { type, data } = JSON.parse(event.slice(at + 6)) as {
    type: string;
    data: { message: string };
  };
  if (type === 'message') onReceived(data.message);
}

async function createRooms({
  context,
}: BenchSystem): Promise<{ client: BenchUser; admin: BenchUser; id: string }[]> {
  const clients = await createUsers(context, 'client', ROOMS);
  const admins = await createUsers(context, 'team', ROOMS);
  return Promise.all(
    clients.map(async (client, index) => {
      const draft = { text: 'Halo', type: 'text' as const };
      const { message } = await sendToSupport(context.chat, client, draft);
      return { client, admin: admins[index] ?? missing(), id: message.conversationId };
    }),
  );
}

function missing(): never {
  throw new Error('A room is missing');
}
