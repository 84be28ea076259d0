import type { Pool } from 'undici';
import { figure } from '../figure';
import type { Figure } from '../figure';
import { fullLoad, steadyLoad } from './door-load';
import type { Line, Load } from './door-load';

/** A server of either kind with everybody connected. */
export interface Opened {
  lines: Line[];
  /** Seconds of processor time of the server's processes so far. */
  cpu: () => number;
  close: () => Promise<void>;
}

/** So many connections carry what is sent; as many send at once. */
export const SENDERS = 50;
const SECONDS = 10;
const EACH = 60;

/** What is measured of every door, against a bare server that keeps nothing. */
export async function doorFigures(
  door: { name: string; connected: string },
  { bare, ours }: { bare: Opened; ours: Opened },
): Promise<Figure[]> {
  await steadyLoad(bare.lines, 2);
  await steadyLoad(ours.lines, 2);
  const floor = await measure(bare);
  const steady = await measure(ours);
  const floorFull = await fullLoad(bare.lines.slice(0, SENDERS), EACH);
  const full = await fullLoad(ours.lines.slice(0, SENDERS), EACH);
  await bare.close();
  await ours.close();
  const name = `${door.name}, ${door.connected}, ${ours.lines.length} messages/s`;
  const atOnce = `${door.name}, ${SENDERS} send at once`;
  return [
    figure(`${name}: delivered`, 'messages/s', steady.perSecond, floor.perSecond),
    figure(`${name}: latency, median`, 'ms', steady.p50, floor.p50),
    figure(`${name}: latency, p99`, 'ms', steady.p99, floor.p99),
    figure(`${name}: CPU of API and worker`, 'ms/message', steady.cpu, floor.cpu),
    figure(`${atOnce}: delivered`, 'messages/s', full.perSecond, floorFull.perSecond),
    figure(`${atOnce}: latency, median`, 'ms', full.p50, floorFull.p50),
  ];
}

async function measure({ lines, cpu }: Opened): Promise<Load & { cpu: number }> {
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
