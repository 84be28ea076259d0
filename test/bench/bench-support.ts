import { fork } from 'node:child_process';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import { sendToSupport } from '../../src/chat/support/send-to-support';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { cpuSeconds } from './cpu-seconds';
import { measureChat, post, SENDERS } from './chat-load/measure-chat';
import type { ChatTarget } from './chat-load/measure-chat';
import type { ConnectedPair } from './chat-load/message-load';
import type { Measurement } from './measurement';

const ROOMS = 500;

/** The support door: 1,000 people at streams; against a bare server that keeps nothing. */
export async function benchSupport(system: BenchSystem): Promise<Measurement[]> {
  const bare = await openBaseline();
  const ours = await openProduct(system);
  return measureChat({ name: 'support', connected: '1,000 at streams' }, { bare, ours });
}

async function openBaseline(): Promise<ChatTarget> {
  const child = fork(join(__dirname, 'chat-load/sse-baseline.js'));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const url = `http://127.0.0.1:${port}`;
  const http = new HttpPool(url, { connections: SENDERS });
  const lines = await openPairs(ROOMS, (index) => ({
    streams: [0, 1].map(() => ({ url: `${url}/${index}` })),
    send: (_turn, message) => post(http, { path: '/', body: { room: String(index), message } }),
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
  const rooms = await createRooms(system);
  const lines = await openPairs(ROOMS, (index) => {
    const { client, admin, id } = rooms[index] ?? missing();
    const people = [client, admin];
    const url = `${system.url}/api/chat/sse?roomId=${id}`;
    return {
      streams: people.map(({ token }) => ({ url, token })),
      send: (turn, message) => {
        const { token } = people[turn % 2] ?? client;
        return post(http, { path: `/api/chat/rooms/${id}`, body: { message }, token });
      },
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
  streams: { url: string; token?: string }[];
  send: (turn: number, text: string) => Promise<void>;
}

async function openPairs(
  count: number,
  planOf: (index: number) => PairOptions,
): Promise<ConnectedPair[]> {
  const lines: ConnectedPair[] = [];
  for (let index = 0; index < count; index += 1) {
    const { streams, send } = planOf(index);
    let heard: (text: string) => void = () => undefined;
    const opened = await Promise.all(streams.map((one) => openStream(one, (text) => heard(text))));
    lines.push({
      onReceived: (listener) => (heard = listener),
      send,
      close: () => opened.forEach((stream) => stream.destroy()),
    });
  }
  return lines;
}

function openStream(
  { url, token }: PairOptions['streams'][number],
  heard: (text: string) => void,
): Promise<IncomingMessage> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (stream) => {
      let left = '';
      stream.setEncoding('utf8');
      stream.on('error', () => undefined);
      stream.on('data', (chunk: string) => {
        const events = (left + chunk).split('\n\n');
        left = events.pop() ?? '';
        for (const event of events) readEvent(event, heard);
        resolve(stream);
      });
    });
    request.once('error', reject);
  });
}

function readEvent(event: string, heard: (text: string) => void): void {
  const at = event.indexOf('data: ');
  if (at < 0) return;
  const { type, data } = JSON.parse(event.slice(at + 6)) as {
    type: string;
    data: { message: string };
  };
  if (type === 'message') heard(data.message);
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
