import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Pool } from 'undici';
import { cpuSeconds, measurement } from '../measurement';
import type { Measurement } from '../measurement';
import { saturatingLoad, steadyLoad } from './message-load';
import type { ConnectedPair, LoadResult } from './message-load';

/** The product or its baseline, with all clients connected. */
export interface ChatTarget {
  pairs: ConnectedPair[];
  /** CPU seconds of the server's processes so far. */
  cpu: () => number;
  close: () => void | Promise<void>;
}

/** Number of HTTP connections for sending, and of concurrent senders under saturating load. */
export const SENDERS = 50;
const SECONDS = 10;
const MESSAGES_PER_SENDER = 60;

/** Measures a chat API against a baseline server without authentication and storage. */
export async function measureChat(
  api: { name: string; connected: string },
  { baseline, product }: { baseline: ChatTarget; product: ChatTarget },
): Promise<Measurement[]> {
  await steadyLoad(baseline.pairs, 2);
  await steadyLoad(product.pairs, 2);
  const base = await measureSteady(baseline);
  const steady = await measureSteady(product);
  const baseFull = await saturatingLoad(baseline.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  const full = await saturatingLoad(product.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  await baseline.close();
  await product.close();
  const name = `${api.name}, ${api.connected}, ${product.pairs.length} messages/s`;
  const concurrent = `${api.name}, ${SENDERS} concurrent senders`;
  return [
    measurement(`${name}: delivered`, 'messages/s', steady.perSecond, base.perSecond),
    measurement(`${name}: latency, median`, 'ms', steady.p50, base.p50),
    measurement(`${name}: latency, p99`, 'ms', steady.p99, base.p99),
    measurement(`${name}: CPU of API and worker`, 'ms/message', steady.cpu, base.cpu),
    measurement(`${concurrent}: delivered`, 'messages/s', full.perSecond, baseFull.perSecond),
    measurement(`${concurrent}: latency, median`, 'ms', full.p50, baseFull.p50),
  ];
}

async function measureSteady({ pairs, cpu }: ChatTarget): Promise<LoadResult & { cpu: number }> {
  const before = cpu();
  const load = await steadyLoad(pairs, SECONDS);
  return { ...load, cpu: ((cpu() - before) * 1000) / (pairs.length * SECONDS) };
}

/** Starts a baseline server of this folder as a process. */
export async function startBaseline(
  script: string,
): Promise<{ port: number; cpu: () => number; stop: () => void }> {
  const child = fork(join(__dirname, script));
  const port = await new Promise<number>((resolve) => child.once('message', resolve));
  return { port, cpu: () => cpuSeconds(child.pid ?? 0), stop: () => void child.kill() };
}

/** Sends a message; throws unless the response is 201. */
export async function post(
  http: Pool,
  { path, body, token }: { path: string; body: object; token?: string },
): Promise<void> {
  const response = await http.request({
    path,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  await response.body.dump();
  if (response.statusCode !== 201) throw new Error(`${path} returned ${response.statusCode}`);
}
