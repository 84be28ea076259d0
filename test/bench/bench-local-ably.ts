import { readFileSync } from 'node:fs';
import type { WebSocket } from 'ws';
import { startBenchProcess, type BenchProcess } from './local-ably/bench-process';
import {
  ablyTarget,
  onDelivery,
  publishFrame,
  relayTarget,
  type Target,
} from './local-ably/bench-target';

/** One measured figure, beside the floor that was measured in the same run. */
export interface LocalAblyMeasurement {
  name: string;
  value: number;
  floor: number | null;
  ratio: number | null;
  unit: string;
}

interface RunResult {
  rate: number;
  latency: number;
}

const SUBSCRIBERS = 1_000;
const FAN_OUT_MESSAGES = 120;
const PAIRS = 100;
const PAIR_MESSAGES = 300;
const WINDOW = 20;
const LATENCY_ROUNDS = 60;
const ROUNDS = 5;
const IDLE_CONNECTIONS = 10_000;

/** Measures Local Ably against a bare relay, then how much an idle connection weighs. */
export async function benchLocalAbly(): Promise<LocalAblyMeasurement[]> {
  const relay = await startBenchProcess('test/bench/local-ably/relay', []);
  const ably = await startAbly();
  const targets = { relay: relayTarget(relay.firstNumber), ably: ablyTarget(ably.firstNumber) };
  const figures = [
    ...(await compare('fan-out 1 to 1,000', targets, measureFanOut)),
    ...(await compare('100 channels of two', targets, measurePairs)),
  ];
  await Promise.all([relay.stop(), ably.stop()]);
  return [...figures, ...(await measureIdleConnections()), ...(await measureFlood())];
}

function startAbly(): Promise<BenchProcess> {
  return startBenchProcess('src/local-ably/main', ['--port', '0'], {
    LOCAL_ABLY_KEYS: 'bench.key:secret',
  });
}

async function compare(
  name: string,
  targets: { relay: Target; ably: Target },
  measure: (target: Target) => Promise<RunResult>,
): Promise<LocalAblyMeasurement[]> {
  // Both are warmed up first, and the best of the other runs counts, for the floor as for us.
  const runs: Record<'relay' | 'ably', RunResult[]> = { relay: [], ably: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.relay.push(await measure(targets.relay));
    runs.ably.push(await measure(targets.ably));
  }
  const best = (of: RunResult[]): RunResult => ({
    rate: Math.max(...of.slice(1).map((run) => run.rate)),
    latency: Math.min(...of.slice(1).map((run) => run.latency)),
  });
  const [floor, value] = [best(runs.relay), best(runs.ably)];
  return [
    measurement(`local-ably ${name}`, 'messages/s', { value: value.rate, floor: floor.rate }),
    measurement(`local-ably ${name}, median latency`, 'ms', {
      value: value.latency,
      floor: floor.latency,
    }),
  ];
}

function measurement(
  name: string,
  unit: string,
  { value, floor }: { value: number; floor: number },
): LocalAblyMeasurement {
  return { name, value: round(value), floor: round(floor), ratio: round(value / floor), unit };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

let channelCount = 0;

async function measureFanOut(target: Target): Promise<RunResult> {
  const channel = `fan-${channelCount++}`;
  const subscribers = await connectAll(target, Array<string>(SUBSCRIBERS).fill(channel));
  const publisher = await target.join(channel);
  const counter = countDeliveries(subscribers);
  const begun = performance.now();
  for (let serial = 0; serial < FAN_OUT_MESSAGES; serial++) {
    publisher.send(publishFrame(channel, serial));
    await counter.reached((serial - WINDOW + 1) * SUBSCRIBERS);
  }
  await counter.reached(FAN_OUT_MESSAGES * SUBSCRIBERS);
  const rate = (FAN_OUT_MESSAGES * SUBSCRIBERS * 1_000) / (performance.now() - begun);
  const latencies: number[] = [];
  for (let i = 0; i < LATENCY_ROUNDS; i++) {
    const sentAt = performance.now();
    counter.onEach = () => latencies.push(performance.now() - sentAt);
    publisher.send(publishFrame(channel, FAN_OUT_MESSAGES + i));
    await counter.reached((FAN_OUT_MESSAGES + i + 1) * SUBSCRIBERS);
  }
  closeAll([publisher, ...subscribers]);
  return { rate, latency: median(latencies) };
}

async function measurePairs(target: Target): Promise<RunResult> {
  const names = Array.from({ length: PAIRS }, () => `pair-${channelCount++}`);
  const readers = await connectAll(target, names);
  const writers = await connectAll(target, names);
  const latencies: number[] = [];
  const begun = performance.now();
  await Promise.all(
    names.map((name, i) => exchange(name, readers[i] as WebSocket, writers[i] as WebSocket)),
  );
  const rate = (PAIRS * PAIR_MESSAGES * 1_000) / (performance.now() - begun);
  for (let i = 0; i < LATENCY_ROUNDS * 5; i++) {
    const pair = i % PAIRS;
    const counter = countDeliveries([readers[pair] as WebSocket]);
    const sentAt = performance.now();
    writers[pair]?.send(publishFrame(names[pair] ?? '', PAIR_MESSAGES + Math.floor(i / PAIRS)));
    await counter.reached(1);
    latencies.push(performance.now() - sentAt);
  }
  closeAll([...readers, ...writers]);
  return { rate, latency: median(latencies) };
}

async function exchange(channel: string, reader: WebSocket, writer: WebSocket): Promise<void> {
  const counter = countDeliveries([reader]);
  for (let serial = 0; serial < PAIR_MESSAGES; serial++) {
    writer.send(publishFrame(channel, serial));
    await counter.reached(serial - WINDOW + 1);
  }
  await counter.reached(PAIR_MESSAGES);
}

async function connectAll(target: Target, names: string[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let from = 0; from < names.length; from += 100) {
    const batch = names.slice(from, from + 100);
    sockets.push(...(await Promise.all(batch.map((name) => target.join(name)))));
  }
  return sockets;
}

interface Counter {
  onEach?: () => void;
  reached(count: number): Promise<void>;
}

function countDeliveries(sockets: WebSocket[]): Counter {
  let count = 0;
  let waiting: { count: number; resolve: () => void } | undefined;
  const counter: Counter = {
    reached: (wanted) =>
      count >= wanted
        ? Promise.resolve()
        : new Promise((resolve) => (waiting = { count: wanted, resolve })),
  };
  for (const socket of sockets) {
    onDelivery(socket, () => {
      count += 1;
      counter.onEach?.();
      if (waiting && count >= waiting.count) waiting.resolve();
    });
  }
  return counter;
}

function closeAll(sockets: WebSocket[]): void {
  for (const socket of sockets) socket.terminate();
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function measureIdleConnections(): Promise<LocalAblyMeasurement[]> {
  const ably = await startAbly();
  const before = residentKiB(ably.pid);
  const clients = await startBenchProcess('test/bench/local-ably/idle-clients', [
    String(ably.firstNumber),
    String(IDLE_CONNECTIONS),
  ]);
  const held = clients.firstNumber;
  const perConnection = (residentKiB(ably.pid) - before) / Math.max(1, held);
  await clients.stop();
  await ably.stop();
  const plain = { floor: null, ratio: null };
  return [
    { name: 'local-ably idle connections held', value: held, unit: 'connections', ...plain },
    {
      name: 'local-ably memory per idle connection',
      value: round(perConnection),
      unit: 'KiB',
      ...plain,
    },
  ];
}

/** The most memory the server takes while far more is published than it keeps. */
async function measureFlood(): Promise<LocalAblyMeasurement[]> {
  const ably = await startAbly();
  let most = 0;
  const sample = setInterval(() => (most = Math.max(most, residentKiB(ably.pid))), 50);
  const clients = await startBenchProcess('test/bench/local-ably/flood-clients', [
    String(ably.firstNumber),
  ]);
  clearInterval(sample);
  const published = clients.firstNumber;
  await clients.stop();
  await ably.stop();
  const plain = { floor: null, ratio: null };
  return [
    { name: 'local-ably messages of a flood', value: published, unit: 'messages', ...plain },
    {
      name: 'local-ably memory in a flood, at most',
      value: round(most / 1_024),
      unit: 'MiB',
      ...plain,
    },
  ];
}

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
