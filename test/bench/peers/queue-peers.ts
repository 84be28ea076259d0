import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { waitFor } from '../../support/harness/wait-for';
import { installPeer } from './peer-packages';

/** How long after it is added a job is due. */
const DELAY_MS = 20_000;
const CONCURRENCY = 10;
const TIMEOUT_MS = 120_000;

export interface PeerServers {
  databaseUrl: string;
  redisUrl: string;
}

/** A row that a job changes in a transaction, as opening a session changes one. */
interface Work {
  done: number;
  run(id: number): Promise<void>;
}

/**
 * Each resolves with the milliseconds from the due time until all `jobs`, due in the same moment, have run a
 * transaction of one update each; undefined when the package is skipped.
 */
export type QueuePeer = (servers: PeerServers, jobs: number) => Promise<number | undefined>;

export const QUEUE_PEERS: Record<string, QueuePeer> = {
  'BullMQ with a transaction a job': measureBullMq,
  'pg-boss': measurePgBoss,
  'graphile-worker': measureGraphileWorker,
};

async function measureBullMq({ databaseUrl, redisUrl }: PeerServers, jobs: number) {
  return withWork(databaseUrl, jobs, async (work) => {
    const open = () => new Redis(redisUrl, { maxRetriesPerRequest: null });
    const connections = [open(), open()] as const;
    const queue = new Queue('peers', { connection: connections[0] });
    const process = ({ data }: { data: { id: number } }) => work.run(data.id);
    const worker = new Worker('peers', process, { connection: connections[1], concurrency: 250 });
    await worker.waitUntilReady();
    const dueAt = Date.now() + DELAY_MS;
    const opts = { delay: dueAt - Date.now(), removeOnComplete: true };
    await queue.addBulk(numbers(jobs).map((id) => ({ name: 'open', data: { id }, opts })));
    const elapsed = await elapsedSince(dueAt, work, jobs);
    await worker.close();
    await queue.close();
    for (const connection of connections) connection.disconnect();
    return elapsed;
  });
}

interface PgBoss {
  start(): Promise<unknown>;
  createQueue(name: string): Promise<void>;
  insert(jobs: { name: string; data: object; startAfter: Date }[]): Promise<unknown>;
  work(
    name: string,
    options: { batchSize: number; pollingIntervalSeconds: number },
    handler: (jobs: { data: { id: number } }[]) => Promise<void>,
  ): Promise<unknown>;
  stop(options: { graceful: boolean }): Promise<void>;
}

async function measurePgBoss({ databaseUrl }: PeerServers, jobs: number) {
  const load = await installPeer('pg-boss');
  if (!load) return undefined;
  const PgBossClass = load('pg-boss') as new (url: string) => PgBoss;
  return withWork(databaseUrl, jobs, async (work) => {
    const boss = new PgBossClass(databaseUrl);
    await boss.start();
    await boss.createQueue('open');
    const dueAt = Date.now() + DELAY_MS;
    const startAfter = new Date(dueAt);
    await boss.insert(numbers(jobs).map((id) => ({ name: 'open', data: { id }, startAfter })));
    const options = { batchSize: 100, pollingIntervalSeconds: 0.5 };
    for (let n = 0; n < CONCURRENCY; n += 1) {
      await boss.work('open', options, async (batch) => {
        await Promise.all(batch.map(({ data }) => work.run(data.id)));
      });
    }
    const elapsed = await elapsedSince(dueAt, work, jobs);
    await boss.stop({ graceful: false });
    return elapsed;
  });
}

interface GraphileWorker {
  Logger: new (factory: () => () => undefined) => object;
  run: (options: {
    connectionString: string;
    concurrency: number;
    pollInterval: number;
    noHandleSignals: boolean;
    crontab: string;
    logger: object;
    taskList: Record<string, (payload: { id: number }) => Promise<void>>;
  }) => Promise<{
    addJobs(jobs: { identifier: string; payload: object; runAt: Date }[]): Promise<unknown>;
    stop(): Promise<void>;
  }>;
}

async function measureGraphileWorker({ databaseUrl }: PeerServers, jobs: number) {
  const load = await installPeer('graphile-worker');
  if (!load) return undefined;
  const { run, Logger } = load('graphile-worker') as GraphileWorker;
  return withWork(databaseUrl, jobs, async (work) => {
    const runner = await run({
      connectionString: databaseUrl,
      concurrency: CONCURRENCY,
      pollInterval: 500,
      noHandleSignals: true,
      crontab: '',
      logger: new Logger(() => () => undefined),
      taskList: { open: ({ id }) => work.run(id) },
    });
    const dueAt = Date.now() + DELAY_MS;
    const runAt = new Date(dueAt);
    await runner.addJobs(
      numbers(jobs).map((id) => ({ identifier: 'open', payload: { id }, runAt })),
    );
    const elapsed = await elapsedSince(dueAt, work, jobs);
    await runner.stop();
    return elapsed;
  });
}

async function withWork(
  connectionString: string,
  jobs: number,
  measure: (work: Work) => Promise<number>,
): Promise<number> {
  const pool = new Pool({ connectionString, max: CONCURRENCY });
  try {
    await pool.query('CREATE TABLE peer_sessions (id integer PRIMARY KEY, status text NOT NULL)');
    await pool.query(
      "INSERT INTO peer_sessions SELECT n, 'pending' FROM generate_series(1, $1::integer) n",
      [jobs],
    );
    return await measure(createWork(pool));
  } finally {
    await pool.end();
  }
}

function createWork(pool: Pool): Work {
  const work: Work = {
    done: 0,
    run: async (id) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query("UPDATE peer_sessions SET status = 'active' WHERE id = $1", [id]);
        await client.query('COMMIT');
        work.done += 1;
      } finally {
        client.release();
      }
    },
  };
  return work;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

async function elapsedSince(dueAt: number, work: Work, jobs: number): Promise<number> {
  if (Date.now() > dueAt) throw new Error('Adding the jobs took longer than their delay');
  await waitFor('all jobs', () => work.done >= jobs, TIMEOUT_MS);
  return Date.now() - dueAt;
}
