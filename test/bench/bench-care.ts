import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import WebSocket from 'ws';
import { sendMessage } from '../../src/chat/messages/send-message';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { cpuSeconds } from './cpu-seconds';
import { measureChat, post, SENDERS } from './chat-load/measure-chat';
import type { ChatTarget } from './chat-load/measure-chat';
import type { ConnectedPair } from './chat-load/message-load';
import type { Measurement } from './measurement';

const PAIRS = 500;

/** The care door: 1,000 people at sockets; against a bare server that keeps nothing. */
export async function benchCare(system: BenchSystem): Promise<Measurement[]> {
  const bare = await openBaseline();
  const ours = await openProduct(system);
  return measureChat({ name: 'care', connected: '1,000 at sockets' }, { bare, ours });
}

async function openBaseline(): Promise<ChatTarget> {
  const child = fork(join(__dirname, 'chat-load/websocket-baseline.js'));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: SENDERS });
  const lines = await openPairs(PAIRS, (index) => ({
    urls: [0, 1].map(() => `ws://127.0.0.1:${port}/${index}`),
    send: (_turn, text) => post(http, { path: '/', body: { room: String(index), text } }),
    textOf: (frame) => (frame as { message: { text: string } }).message.text,
  }));
  return {
    pairs: lines,
    cpu: () => cpuSeconds(child.pid ?? 0),
    close: async () => {
      for (const line of lines) line.close();
      await http.close();
      child.kill();
    },
  };
}

async function openProduct(system: BenchSystem): Promise<ChatTarget> {
  const http = new HttpPool(system.url, { connections: SENDERS });
  const pairs = await createConversations(system);
  const base = `${system.url.replace('http', 'ws')}/api/v1/ws/chat`;
  const lines = await openPairs(PAIRS, (index) => {
    const { client, psychologist, id } = pairs[index] ?? missing();
    const people = [client, psychologist];
    return {
      urls: people.map(({ token }) => `${base}/${id}?token=${token}`),
      send: (turn, text) => {
        const { token } = people[turn % 2] ?? client;
        const body = { message_text: text, ibu_hamil_id: Number(client.id) };
        return post(http, { path: '/api/v1/chat/messages', body, token });
      },
      textOf: (frame) => (frame as { message?: { message_text: string } }).message?.message_text,
    };
  });
  return {
    pairs: lines,
    cpu: () => system.cpu(),
    close: async () => {
      for (const line of lines) line.close();
      await http.close();
    },
  };
}

interface PairOptions {
  urls: string[];
  send: (turn: number, text: string) => Promise<void>;
  textOf: (frame: unknown) => string | undefined;
}

async function openPairs(
  count: number,
  planOf: (index: number) => PairOptions,
): Promise<ConnectedPair[]> {
  const lines: ConnectedPair[] = [];
  for (let index = 0; index < count; index += 1) {
    const { urls: addresses, send, textOf } = planOf(index);
    const sockets = addresses.map((address) => new WebSocket(address));
    let heard: (text: string) => void = () => undefined;
    await Promise.all(
      sockets.map((socket) => {
        socket.on('message', (data) => {
          const text = textOf(JSON.parse((data as Buffer).toString('utf8')));
          if (text !== undefined) heard(text);
        });
        return new Promise((resolve, reject) => {
          socket.once('open', resolve);
          socket.once('error', reject);
        });
      }),
    );
    lines.push({
      onReceived: (listener) => (heard = listener),
      send,
      close: () => sockets.forEach((socket) => socket.close()),
    });
  }
  return lines;
}

async function createConversations({
  context,
}: BenchSystem): Promise<{ client: BenchUser; psychologist: BenchUser; id: string }[]> {
  const clients = await createUsers(context, 'client', PAIRS);
  const psychologists = await createUsers(context, 'psychologist', PAIRS);
  const ids = (people: BenchUser[]) => people.map((person) => person.id);
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
