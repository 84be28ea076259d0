import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import WebSocket from 'ws';
import { postInCare } from '../../src/conversation/post-in-care';
import { makePeople } from './bench-people';
import type { BenchPerson } from './bench-people';
import type { BenchSystem } from './bench-system';
import { cpuSeconds } from './cpu-seconds';
import { doorFigures, post, SENDERS } from './doors/door-figures';
import type { Opened } from './doors/door-figures';
import type { Line } from './doors/door-load';
import type { Figure } from './figure';

const PAIRS = 500;

/** The care door: 1,000 people at sockets; against a bare server that keeps nothing. */
export async function benchCare(system: BenchSystem): Promise<Figure[]> {
  const bare = await openBare();
  const ours = await openOurs(system);
  return doorFigures({ name: 'care', connected: '1,000 at sockets' }, { bare, ours });
}

async function openBare(): Promise<Opened> {
  const child = fork(join(__dirname, 'doors/bare-sockets.js'));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: SENDERS });
  const lines = await openAll(PAIRS, (index) => ({
    addresses: [0, 1].map(() => `ws://127.0.0.1:${port}/${index}`),
    send: (_turn, text) => post(http, { path: '/', body: { room: String(index), text } }),
    textOf: (frame) => (frame as { message: { text: string } }).message.text,
  }));
  return {
    lines,
    cpu: () => cpuSeconds(child.pid ?? 0),
    close: async () => {
      for (const line of lines) line.close();
      await http.close();
      child.kill();
    },
  };
}

async function openOurs(system: BenchSystem): Promise<Opened> {
  const http = new HttpPool(system.url, { connections: SENDERS });
  const pairs = await makePairs(system);
  const base = `${system.url.replace('http', 'ws')}/api/v1/ws/chat`;
  const lines = await openAll(PAIRS, (index) => {
    const { client, psychologist, id } = pairs[index] ?? neverMade();
    const people = [client, psychologist];
    return {
      addresses: people.map(({ token }) => `${base}/${id}?token=${token}`),
      send: (turn, text) => {
        const { token } = people[turn % 2] ?? client;
        const body = { message_text: text, ibu_hamil_id: Number(client.id) };
        return post(http, { path: '/api/v1/chat/messages', body, token });
      },
      textOf: (frame) => (frame as { message?: { message_text: string } }).message?.message_text,
    };
  });
  return {
    lines,
    cpu: () => system.cpu(),
    close: async () => {
      for (const line of lines) line.close();
      await http.close();
    },
  };
}

interface LinePlan {
  addresses: string[];
  send: (turn: number, text: string) => Promise<void>;
  textOf: (frame: unknown) => string | undefined;
}

async function openAll(count: number, planOf: (index: number) => LinePlan): Promise<Line[]> {
  const lines: Line[] = [];
  for (let index = 0; index < count; index += 1) {
    const { addresses, send, textOf } = planOf(index);
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
      listen: (listener) => (heard = listener),
      send,
      close: () => sockets.forEach((socket) => socket.close()),
    });
  }
  return lines;
}

async function makePairs({
  context,
}: BenchSystem): Promise<{ client: BenchPerson; psychologist: BenchPerson; id: string }[]> {
  const clients = await makePeople(context, 'client', PAIRS);
  const psychologists = await makePeople(context, 'psychologist', PAIRS);
  const ids = (people: BenchPerson[]) => people.map((person) => person.id);
  await context.db.source.query(
    `INSERT INTO care_assignments (client_id, psychologist_id, started_at)
     SELECT client, psychologist, now()
     FROM unnest($1::bigint[], $2::bigint[]) AS pair (client, psychologist)`,
    [ids(clients), ids(psychologists)],
  );
  return Promise.all(
    clients.map(async (client, index) => {
      const draft = { clientId: client.id, text: 'Halo', type: 'text' as const };
      const { conversationId } = await postInCare(context.conversation, client, draft);
      return { client, psychologist: psychologists[index] ?? neverMade(), id: conversationId };
    }),
  );
}

function neverMade(): never {
  throw new Error('A pair is missing');
}
