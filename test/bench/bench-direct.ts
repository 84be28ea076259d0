import { fork } from 'node:child_process';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { sendMessage } from '../../src/chat/messages/send-message';
import { createUsers } from './bench-users';
import type { BenchSystem } from './bench-system';
import { cpuSeconds } from './cpu-seconds';
import { saturatingLoad, steadyLoad } from './chat-load/message-load';
import type { ConnectedPair, LoadResult } from './chat-load/message-load';
import { measurement } from './measurement';
import type { Measurement } from './measurement';

const PAIRS = 500;
const SECONDS = 10;
const SENDERS = 50;
const MESSAGES_PER_SENDER = 60;
const CONCURRENCY = 25;

/** The direct door: 1,000 people at Socket.IO; against the bare library that keeps nothing. */
export async function benchDirect(system: BenchSystem): Promise<Measurement[]> {
  const bare = await openBaseline();
  const ours = await openProduct(system);
  await steadyLoad(bare.pairs, 2);
  await steadyLoad(ours.pairs, 2);
  const floor = await measureSteady(bare.pairs, bare.cpu);
  const steady = await measureSteady(ours.pairs, ours.cpu);
  const floorFull = await saturatingLoad(bare.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  const full = await saturatingLoad(ours.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  bare.close();
  ours.close();
  const name = 'direct, 1,000 at Socket.IO, 500 messages/s';
  return [
    measurement(`${name}: delivered`, 'messages/s', steady.perSecond, floor.perSecond),
    measurement(`${name}: latency, median`, 'ms', steady.p50, floor.p50),
    measurement(`${name}: latency, p99`, 'ms', steady.p99, floor.p99),
    measurement(`${name}: CPU of API and worker`, 'ms/message', steady.cpu, floor.cpu),
    measurement(
      'direct, 50 send at once: delivered',
      'messages/s',
      full.perSecond,
      floorFull.perSecond,
    ),
    measurement('direct, 50 send at once: latency, median', 'ms', full.p50, floorFull.p50),
  ];
}

async function measureSteady(
  lines: ConnectedPair[],
  cpu: () => number,
): Promise<LoadResult & { cpu: number }> {
  const before = cpu();
  const load = await steadyLoad(lines, SECONDS);
  return { ...load, cpu: ((cpu() - before) * 1000) / (lines.length * SECONDS) };
}

interface ChatTarget {
  pairs: ConnectedPair[];
  /** Seconds of processor time of the server's processes so far. */
  cpu: () => number;
  close: () => void;
}

/** One of the two at a line: how they sign in, and how the other one names them. */
interface SocketUser {
  id: string;
  auth: Record<string, string>;
}

async function openBaseline(): Promise<ChatTarget> {
  const child = fork(join(__dirname, 'chat-load/socket-io-baseline.js'));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  const pairs = Array.from({ length: PAIRS }, (_, index) =>
    [index * 2, index * 2 + 1].map((id) => ({ id: String(id), auth: { id: String(id) } })),
  );
  const lines = await openPairs(`http://127.0.0.1:${port}`, pairs);
  return {
    pairs: lines,
    cpu: () => cpuSeconds(child.pid ?? 0),
    close: () => {
      for (const line of lines) line.close();
      child.kill();
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
  const pairs = ones.map((one, index) =>
    [one, others[index] ?? one].map(({ id, token }) => ({ id, auth: { token } })),
  );
  const lines = await openPairs(system.url, pairs);
  return {
    pairs: lines,
    cpu: () => system.cpu(),
    close: () => lines.forEach((line) => line.close()),
  };
}

async function openPairs(url: string, pairs: SocketUser[][]): Promise<ConnectedPair[]> {
  const lines: ConnectedPair[] = [];
  for (let from = 0; from < pairs.length; from += CONCURRENCY) {
    const some = pairs.slice(from, from + CONCURRENCY);
    lines.push(...(await Promise.all(some.map((pair) => openPair(url, pair)))));
  }
  return lines;
}

async function openPair(url: string, pair: SocketUser[]): Promise<ConnectedPair> {
  let heard: (text: string) => void = () => undefined;
  const take = (data: { content: string }): void => heard(data.content);
  const sockets = await Promise.all(pair.map(({ auth }) => connect(url, auth)));
  for (const socket of sockets) socket.on('receive_message', take).on('message_sent', take);
  return {
    onReceived: (listener) => (heard = listener),
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
