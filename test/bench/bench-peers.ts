import { Client } from 'pg';
import { benchMessages } from './bench-messages';
import { benchRush } from './bench-rush';
import type { BenchSystem } from './bench-system';
import { measurement } from './measurement';
import type { Measurement } from './measurement';
import { measureParseServer } from './peers/parse-server-load';
import { QUEUE_PEERS } from './peers/queue-peers';

const JOBS = 5_000;

/** The product beside other packages for the same work, in the same run; missing ones are skipped by name. */
export async function benchPeers(system: BenchSystem): Promise<Measurement[]> {
  return [...(await besideQueues(system)), ...(await besideParseServer(system))];
}

async function besideQueues(system: BenchSystem): Promise<Measurement[]> {
  const [opened] = await benchRush(JOBS)(system);
  const results: Measurement[] = [];
  for (const [name, measure] of Object.entries(QUEUE_PEERS)) {
    const databaseUrl = await createDatabase(system, `queue_${results.length}`);
    const elapsed = await measure({ databaseUrl, redisUrl: system.env['REDIS_URL'] ?? '' }, JOBS);
    if (!opened || elapsed === undefined) continue;
    results.push(measurement(`rush of 5,000 beside ${name}`, 'ms', opened.value, elapsed));
  }
  return results;
}

async function besideParseServer(system: BenchSystem): Promise<Measurement[]> {
  const peer = await measureParseServer(await createDatabase(system, 'parse'));
  if (!peer) return [];
  const product = await benchMessages(system);
  const valueOf = (part: string): number =>
    product.find(({ name }) => name.includes(part))?.value ?? Number.NaN;
  const cpu = valueOf('of the API') + valueOf('of the worker');
  const name = 'messages beside Parse Server with LiveQuery';
  return [
    measurement(`${name}: throughput`, 'messages/s', valueOf('throughput'), peer.perSecond),
    measurement(`${name}: median latency`, 'ms', valueOf('median latency'), peer.medianMs),
    measurement(`${name}: CPU time per message`, 'ms', cpu, peer.cpuMs),
  ];
}

/** A database of the peer's own on the product's server; resolves with its URL. */
async function createDatabase({ env }: BenchSystem, name: string): Promise<string> {
  const url = new URL(env['DATABASE_URL'] ?? '');
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  url.pathname = name;
  return url.href;
}
