import { Pool as HttpPool } from 'undici';
import WebSocket from 'ws';
import { sendMessage } from '../../src/chat/messages/send-message';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measureChat, post, SENDERS, startBaseline } from './chat-load/measure-chat';
import type { ChatTarget } from './chat-load/measure-chat';
import type { ConnectedPair } from './chat-load/message-load';
import type { Measurement } from './measurement';

const PAIRS = 500;

/** The care API: 1,000 WebSocket clients, against a bare server without storage. */
export async function benchCare(system: BenchSystem): Promise<Measurement[]> {
  const baseline = await openBaseline();
  const product = await openProduct(system);
  const api = { name: 'care', connected: '1,000 WebSocket clients' };
  return measureChat(api, { baseline, product });
}

async function openBaseline(): Promise<ChatTarget> {
  const { port, cpu, stop } = await startBaseline('websocket-baseline.js');
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: SENDERS });
  const pairs = await openPairs((index) => ({
    urls: [0, 1].map(() => `ws://127.0.0.1:${port}/${index}`),
    send: (_turn, text) => post(http, { path: '/', body: { room: String(index), text } }),
    textOf: (frame) => (frame as { message: { text: string } }).message.text,
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
  const conversations = await createConversations(system);
  const base = `${system.url.replace('http', 'ws')}/api/v1/ws/chat`;
  const pairs = await openPairs((index) => {
    const { client, psychologist, id } = conversations[index] ?? missing();
    const users = [client, psychologist];
    return {
      urls: users.map(({ token }) => `${base}/${id}?token=${token}`),
      send: (turn, text) => {
        const { token } = users[turn % 2] ?? client;
        const body = { message_text: text, ibu_hamil_id: Number(client.id) };
        return post(http, { path: '/api/v1/chat/messages', body, token });
      },
      textOf: (frame) => (frame as { message?: { message_text: string } }).message?.message_text,
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
  urls: string[];
  send: (turn: number, text: string) => Promise<void>;
  textOf: (frame: unknown) => string | undefined;
}

async function openPairs(optionsOf: (index: number) => PairOptions): Promise<ConnectedPair[]> {
  const pairs: ConnectedPair[] = [];
  for (let index = 0; index < PAIRS; index += 1) pairs.push(await openPair(optionsOf(index)));
  return pairs;
}

async function openPair({ urls, send, textOf }: PairOptions): Promise<ConnectedPair> {
  let onReceived: (text: string) => void = () => undefined;
  const sockets = urls.map((url) => new WebSocket(url));
  const opened = sockets.map((socket) => {
    socket.on('message', (data) => {
      const text = textOf(JSON.parse((data as Buffer).toString('utf8')));
      if (text !== undefined) onReceived(text);
    });
    return new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
  });
  await Promise.all(opened);
  return {
    onReceived: (listener) => (onReceived = listener),
    send,
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

async function createConversations({
  context,
}: BenchSystem): Promise<{ client: BenchUser; psychologist: BenchUser; id: string }[]> {
  const clients = await createUsers(context, 'client', PAIRS);
  const psychologists = await createUsers(context, 'psychologist', PAIRS);
  const ids = (users: BenchUser[]) => users.map((user) => user.id);
  await context.db.source.query(
    `INSERT INTO care_assignments (client_id, psychologist_id, started_at)
     SELECT client, psychologist, now()
     FROM unnest($1::bigint[], $2::bigint[]) AS pair (client, psychologist)`,
    [ids(clients), ids(psychologists)],
  );
  return Promise.all(
    clients.map(async (client, index) => {
      const draft = { text: 'Halo', type: 'text' as const, target: { careClientId: client.id } };
      const { conversationId } = await sendMessage(context.chat, client, draft);
      return { client, psychologist: psychologists[index] ?? missing(), id: conversationId };
    }),
  );
}

function missing(): never {
  throw new Error('A pair is missing');
}
