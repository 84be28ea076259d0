import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createDataSource } from '../../ormconfig';
import { loadConfig } from '../../src/config/config';
import { readEnv } from '../../src/config/env';
import { createContext } from '../../src/context';
import type { Context } from '../../src/context';
import { freePort } from '../../src/dev/processes/free-port';
import { startLocalAblyProcess } from '../../src/dev/local-ably-process';
import { NODE_OPTIONS } from '../../src/dev/processes/supervised-process';
import { startPostgres } from '../../src/dev/postgres/postgres-server';
import { startRedis } from '../../src/dev/redis/redis-server';
import { createLogger } from '../../src/logger';
import { waitFor } from '../support/harness/wait-for';
import { cpuSeconds } from './measurement';

/** The whole product on real servers, with API and worker as processes, as in `npm start`. */
export interface BenchSystem {
  url: string;
  env: Record<string, string>;
  /** A context in this process on the same servers, for fixtures and queries. */
  context: Context;
  /** Resident memory of API and worker in MiB. */
  memory(): { api: number; worker: number };
  /** CPU time of API and worker so far, in seconds. */
  cpu(): { api: number; worker: number };
  stop(): Promise<void>;
}

const DIST = join(__dirname, '..', '..');
const KEY = 'bench.key:secret';
const START_TIMEOUT_MS = 60_000;
const ignore = (): void => undefined;

export async function startBenchSystem(): Promise<BenchSystem> {
  const directory = mkdtempSync(join(tmpdir(), 'ruang-diri-bench-'));
  const postgres = await startPostgres({ dataDir: join(directory, 'postgres'), durable: true });
  const redis = await startRedis({ dataDir: join(directory, 'redis'), durable: true, log: ignore });
  const ablyPort = await freePort();
  const ably = await startLocalAblyProcess({
    script: join(DIST, 'src/local-ably/main.js'),
    port: ablyPort,
    key: KEY,
    onLine: ignore,
    log: ignore,
    signal: new AbortController().signal,
  });
  await postgres.ensureDatabase('bench');
  const env: Record<string, string> = {
    DATABASE_URL: postgres.url('bench'),
    REDIS_URL: redis.url,
    ABLY_API_KEY: KEY,
    ABLY_ENDPOINT: '127.0.0.1',
    ABLY_PORT: String(ablyPort),
    ABLY_TLS: 'false',
    LOG_LEVEL: 'warn',
    CHANNEL_ENCRYPTION: readEnv()['CHANNEL_ENCRYPTION'] ?? 'false',
    FILES_DIR: join(directory, 'files'),
    PORT: String(await freePort()),
    // Rate limits stay active, with limits that a benchmark does not reach.
    BOOKING_LIMIT: '0',
    // Sessions are opened at once, instead of at their start.
    EARLY_START: 'P2D',
    RATE_LIMIT_ADDRESS: '100000000',
    RATE_LIMIT_PERSON: '100000000',
    RATE_LIMIT_MESSAGES: '100000000',
    CONNECTION_LIMIT_PERSON: '0',
    CONNECTION_LIMIT_ADDRESS: '0',
    PARTIAL_REQUEST_LIMIT: '0',
  };
  await migrate(env['DATABASE_URL'] ?? '');
  const api = startProcess('src/main.js', env);
  const worker = startProcess('jobs/main.js', env);
  const { config, secrets } = loadConfig(env);
  const logger = createLogger('bench', 'warn');
  const context = await createContext({ config, secrets, logger });
  const url = `http://127.0.0.1:${env['PORT']}`;
  const isReady = () =>
    fetch(`${url}/readyz`)
      .then((response) => response.json() as Promise<{ checks?: Record<string, string> }>)
      .then(
        ({ checks }) => checks !== undefined && Object.values(checks).every((one) => one === 'ok'),
        () => false,
      );
  await waitFor('the API and the worker', isReady, START_TIMEOUT_MS);
  return {
    url,
    env,
    context,
    cpu: () => ({ api: cpuSeconds(api.pid ?? 0), worker: cpuSeconds(worker.pid ?? 0) }),
    memory: () => ({ api: residentMiB(api), worker: residentMiB(worker) }),
    stop: async () => {
      await context.dispose();
      await Promise.all([endProcess(api), endProcess(worker)]);
      await ably.stop();
      await redis.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function migrate(url: string): Promise<void> {
  const source = await createDataSource(url, 1).initialize();
  await source.runMigrations();
  await source.destroy();
}

function startProcess(script: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...NODE_OPTIONS, join(DIST, script)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function residentMiB(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
