import { fork } from 'node:child_process';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { postToPerson } from '../../src/conversation/post-to-person';
import { makePeople } from './bench-people';
import type { BenchSystem } from './bench-system';
import { cpuSeconds } from './cpu-seconds';
import { fullLoad, steadyLoad } from './doors/door-load';
import type { Line, Load } from './doors/door-load';
import { figure } from './figure';
import type { Figure } from './figure';

const PAIRS = 500;
const SECONDS = 10;
const SENDERS = 50;
const EACH = 60;
const AT_ONCE = 25;

/** The direct door: 1,000 people at Socket.IO; against the bare library that keeps nothing. */
export async function benchDirect(system: BenchSystem): Promise<Figure[]> {
  const bare = await openBare();
  const ours = await openOurs(system);
  await steadyLoad(bare.lines, 2);
  await steadyLoad(ours.lines, 2);
  const floor = await measure(bare.lines, bare.cpu);
  const steady = await measure(ours.lines, ours.cpu);
  const floorFull = await fullLoad(bare.lines.slice(0, SENDERS), EACH);
  const full = await fullLoad(ours.lines.slice(0, SENDERS), EACH);
  bare.close();
  ours.close();
  const name = 'direct, 1,000 at Socket.IO, 500 messages/s';
  return [
    figure(`${name}: delivered`, 'messages/s', steady.perSecond, floor.perSecond),
    figure(`${name}: latency, median`, 'ms', steady.p50, floor.p50),
    figure(`${name}: latency, p99`, 'ms', steady.p99, floor.p99),
    figure(`${name}: CPU of API and worker`, 'ms/message', steady.cpu, floor.cpu),
    figure('direct, 50 send at once: delivered', 'messages/s', full.perSecond, floorFull.perSecond),
    figure('direct, 50 send at once: latency, median', 'ms', full.p50, floorFull.p50),
  ];
}

async function measure(lines: Line[], cpu: () => number): Promise<Load & { cpu: number }> {
  const before = cpu();
  const load = await steadyLoad(lines, SECONDS);
  return { ...load, cpu: ((cpu() - before) * 1000) / (lines.length * SECONDS) };
}

interface Opened {
  lines: Line[];
  /** Seconds of processor time of the server's processes so far. */
  cpu: () => number;
  close: () => void;
}

/** One of the two at a line: how they sign in, and how the other one names them. */
interface Seat {
  id: string;
  auth: Record<string, string>;
}

async function openBare(): Promise<Opened> {
  const child = fork(join(__dirname, 'doors/bare-socket-io.js'));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const pairs = Array.from({ length: PAIRS }, (_, index) =>
    [index * 2, index * 2 + 1].map((id) => ({ id: String(id), auth: { id: String(id) } })),
  );
  const lines = await openAll(`http://127.0.0.1:${port}`, pairs);
  return {
    lines,
    cpu: () => cpuSeconds(child.pid ?? 0),
    close: () => {
      for (const line of lines) line.close();
      child.kill();
    },
  };
}

async function openOurs(system: BenchSystem): Promise<Opened> {
  const { context } = system;
  const ones = await makePeople(context, 'psychologist', PAIRS);
  const others = await makePeople(context, 'team', PAIRS);
  const draft = { text: 'Halo', type: 'text' as const };
  await Promise.all(
    ones.map((one, index) => {
      const toId = others[index]?.id ?? '';
      return postToPerson(context.conversation, one, { ...draft, toId });
    }),
  );
  const pairs = ones.map((one, index) =>
    [one, others[index] ?? one].map(({ id, token }) => ({ id, auth: { token } })),
  );
  const lines = await openAll(system.url, pairs);
  return {
    lines,
    cpu: () => system.cpu(),
    close: () => lines.forEach((line) => line.close()),
  };
}

async function openAll(url: string, pairs: Seat[][]): Promise<Line[]> {
  const lines: Line[] = [];
  for (let from = 0; from < pairs.length; from += AT_ONCE) {
    const some = pairs.slice(from, from + AT_ONCE);
    lines.push(...(await Promise.all(some.map((pair) => openLine(url, pair)))));
  }
  return lines;
}

async function openLine(url: string, pair: Seat[]): Promise<Line> {
  let heard: (text: string) => void = () => undefined;
  const take = (data: { content: string }): void => heard(data.content);
  const sockets = await Promise.all(pair.map(({ auth }) => connect(url, auth)));
  for (const socket of sockets) socket.on('receive_message', take).on('message_sent', take);
  return {
    listen: (listener) => (heard = listener),
    send: async (turn, content) => {
      const receiver_id = pair[(turn + 1) % 2]?.id;
      const payload = { receiver_id, content };
      const answer = (await sockets[turn % 2]?.emitWithAck('send_message', payload)) as {
        success: boolean;
      };
      if (!answer.success) throw new Error(`Answered ${JSON.stringify(answer)}`);
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
