import type { Pool } from 'undici';
import { measurement } from '../measurement';
import type { Measurement } from '../measurement';
import { saturatingLoad, steadyLoad } from './message-load';
import type { ConnectedPair, LoadResult } from './message-load';

/** A server of either kind with everybody connected. */
export interface ChatTarget {
  pairs: ConnectedPair[];
  /** Seconds of processor time of the server's processes so far. */
  cpu: () => number;
  close: () => Promise<void>;
}

/** So many connections carry what is sent; as many send at once. */
export const SENDERS = 50;
const SECONDS = 10;
const MESSAGES_PER_SENDER = 60;

/** What is measured of every door, against a bare server that keeps nothing. */
export async function measureChat(
  door: { name: string; connected: string },
  { bare, ours }: { bare: ChatTarget; ours: ChatTarget },
): Promise<Measurement[]> {
  await steadyLoad(bare.pairs, 2);
  await steadyLoad(ours.pairs, 2);
  const floor = await measureSteady(bare);
  const steady = await measureSteady(ours);
  const floorFull = await saturatingLoad(bare.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  const full = await saturatingLoad(ours.pairs.slice(0, SENDERS), MESSAGES_PER_SENDER);
  await bare.close();
  await ours.close();
  const name = `${door.name}, ${door.connected}, ${ours.pairs.length} messages/s`;
  const atOnce = `${door.name}, ${SENDERS} send at once`;
  return [
    measurement(`${name}: delivered`, 'messages/s', steady.perSecond, floor.perSecond),
    measurement(`${name}: latency, median`, 'ms', steady.p50, floor.p50),
    measurement(`${name}: latency, p99`, 'ms', steady.p99, floor.p99),
    measurement(`${name}: CPU of API and worker`, 'ms/message', steady.cpu, floor.cpu),
    measurement(`${atOnce}: delivered`, 'messages/s', full.perSecond, floorFull.perSecond),
    measurement(`${atOnce}: latency, median`, 'ms', full.p50, floorFull.p50),
  ];
}

async function measureSteady({
  pairs: lines,
  cpu,
}: ChatTarget): Promise<LoadResult & { cpu: number }> {
  const before = cpu();
  const load = await steadyLoad(lines, SECONDS);
  return { ...load, cpu: ((cpu() - before) * 1000) / (lines.length * SECONDS) };
}

/** Sends, and must be answered that it was made. */
export async function post(
  http: Pool,
  { path, body, token }: { path: string; body: object; token?: string },
): Promise<void> {
  const answer = await http.request({
    path,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  await answer.body.dump();
  if (answer.statusCode !== 201) throw new Error(`Answered ${answer.statusCode}`);
}
