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
import { measurement, median } from './measurement';
import type { Measurement } from './measurement';

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

/** Local Ably against a bare relay; then its memory for idle connections and under a flood. */
export async function benchLocalAbly(): Promise<Measurement[]> {
  const relay = await startBenchProcess('test/bench/local-ably/relay', []);
  const ably = await startAbly();
  const targets = { relay: relayTarget(relay.firstNumber), ably: ablyTarget(ably.firstNumber) };
  const measurements = [
    ...(await compare('fan-out 1 to 1,000', targets, measureFanOut)),
    ...(await compare('100 channels of two', targets, measurePairs)),
  ];
  await Promise.all([relay.stop(), ably.stop()]);
  return [...measurements, ...(await measureIdleConnections()), ...(await measureFlood())];
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
): Promise<Measurement[]> {
  // The first run of each is a warm-up; the best of the others counts, for both.
  const runs: Record<'relay' | 'ably', RunResult[]> = { relay: [], ably: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.relay.push(await measure(targets.relay));
    runs.ably.push(await measure(targets.ably));
  }
  const best = (of: RunResult[]): RunResult => ({
    rate: Math.max(...of.slice(1).map((run) => run.rate)),
    latency: Math.min(...of.slice(1).map((run) => run.latency)),
  });
  const [baseline, value] = [best(runs.relay), best(runs.ably)];
  return [
    measurement(`local-ably ${name}`, 'messages/s', value.rate, baseline.rate),
    measurement(`local-ably ${name}, median latency`, 'ms', value.latency, baseline.latency),
  ];
}

let channelCount = 0;

async function measureFanOut(target: Target): Promise<RunResult> {
  const channel = `fan-${channelCount++}`;
  const subscribers = await connectAll(target, Array<string>(SUBSCRIBERS).fill(channel));
  const publisher = await target.join(channel);
  const counter = countDeliveries(subscribers);
  const startedAt = performance.now();
  for (let serial = 0; serial < FAN_OUT_MESSAGES; serial++) {
    publisher.send(publishFrame(channel, serial));
    await counter.reached((serial - WINDOW + 1) * SUBSCRIBERS);
  }
  await counter.reached(FAN_OUT_MESSAGES * SUBSCRIBERS);
  const rate = (FAN_OUT_MESSAGES * SUBSCRIBERS * 1_000) / (performance.now() - startedAt);
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
  const startedAt = performance.now();
  await Promise.all(
    names.map((name, i) => exchange(name, readers[i] as WebSocket, writers[i] as WebSocket)),
  );
  const rate = (PAIRS * PAIR_MESSAGES * 1_000) / (performance.now() - startedAt);
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

async function measureIdleConnections(): Promise<Measurement[]> {
  const ably = await startAbly();
  const before = residentKiB(ably.pid);
  const clients = await startBenchProcess('test/bench/local-ably/idle-clients', [
    String(ably.firstNumber),
    String(IDLE_CONNECTIONS),
  ]);
  const open = clients.firstNumber;
  const perConnection = (residentKiB(ably.pid) - before) / Math.max(1, open);
  await clients.stop();
  await ably.stop();
  return [
    measurement('local-ably idle connections', 'connections', open),
    measurement('local-ably memory per idle connection', 'KiB', perConnection),
  ];
}

/** The peak memory of the server while clients publish far more than it stores. */
async function measureFlood(): Promise<Measurement[]> {
  const ably = await startAbly();
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, residentKiB(ably.pid))), 50);
  const clients = await startBenchProcess('test/bench/local-ably/flood-clients', [
    String(ably.firstNumber),
  ]);
  clearInterval(sampling);
  const published = clients.firstNumber;
  await clients.stop();
  await ably.stop();
  return [
    measurement('local-ably messages of a flood', 'messages', published),
    measurement('local-ably peak memory in a flood', 'MiB', peak / 1_024),
  ];
}

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
