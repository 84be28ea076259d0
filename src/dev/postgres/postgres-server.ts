import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { freePort } from '../processes/free-port';
import type { ManagedProcess } from '../processes/managed-process';
import { findPostgresBinaries } from './postgres-binaries';
import type { PostgresBinaries } from './postgres-binaries';
import { prepareCluster } from './postgres-cluster';
import type { Cluster } from './postgres-cluster';
import { stopOrphanedServer } from '../processes/stop-orphaned-server';
import { ServerStartError, startServerProcess } from '../processes/server-process';
import { unprivilegedLauncher } from './unprivileged-launcher';

const NAME = 'PostgreSQL';
const STOP_TIMEOUT_MS = 15_000;
/** Startup errors while an earlier server still shuts down; retried. */
const TRANSIENT_ERRORS =
  /shared memory block|could not bind|lock file "postmaster.pid" already exists/;
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export interface PostgresOptions {
  dataDir: string;
  /** Default: a free port. */
  port?: number;
  /** False where a power loss may lose data, as in tests. */
  durable: boolean;
  /** Default: those of the package, or else the newest installed. */
  binaries?: PostgresBinaries;
  log?: (line: string) => void;
  /** Called when the server exits without `stop`, with its last output. */
  onCrash?: (output: string) => void;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number | undefined;
  url(database: string): string;
  ensureDatabase(database: string): Promise<void>;
  stop: () => Promise<void>;
  /** Stops the server if it runs, and starts it on the same port. */
  restart(): Promise<void>;
  /** Kills the server, as a power loss would. */
  kill(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1 and resolves when it accepts connections. Stops a server that an
 * earlier run left on the directory; the new one exits with this process.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { dataDir, log = () => undefined } = options;
  const binaries = options.binaries ?? findPostgresBinaries();
  const cluster: Cluster = { dataDir, binaries, launcher: unprivilegedLauncher(), log };
  await prepareCluster(cluster);
  const port = options.port ?? (await freePort());
  let child = await launch(cluster, { ...options, port });
  const url = (database: string): string => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  return {
    port,
    get pid() {
      return child.pid;
    },
    url,
    ensureDatabase: (database) => ensureDatabase(url('postgres'), database),
    stop: () => child.stop(),
    restart: async () => {
      await child.stop();
      child = await launch(cluster, { ...options, port });
    },
    kill: async () => {
      child.kill('SIGKILL');
      await child.exit;
    },
  };
}

/** Stops a PostgreSQL that an earlier run left on this directory. */
export async function stopOrphanedPostgres(
  dataDir: string,
  log: (line: string) => void,
): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  await stopOrphanedServer({ name: NAME, dataDir, pidFile, stopSignal: 'SIGINT', log });
}

async function launch(
  cluster: Cluster,
  options: PostgresOptions & { port: number },
): Promise<ManagedProcess> {
  const { dataDir, log } = cluster;
  await stopOrphanedPostgres(dataDir, log);
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(cluster, options);
    } catch (error) {
      const isTransient = error instanceof ServerStartError && TRANSIENT_ERRORS.test(error.output);
      if (!isTransient || attempt === 20) throw error;
      await pause(250);
    }
  }
}

function launchOnce(
  { dataDir, binaries, launcher }: Cluster,
  { port, durable, onCrash }: PostgresOptions & { port: number },
): Promise<ManagedProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    'lc_messages=C',
    // Statements may contain message text, which must not reach a log.
    'log_min_error_statement=panic',
    ...(durable ? [] : NOT_DURABLE),
  ];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  return startServerProcess({
    name: NAME,
    ...launcher.wrap(binaries.postgres, ['-D', dataDir, '-p', String(port), ...flags]),
    cwd: '/',
    ready: /database system is ready to accept (read-only )?connections/,
    stopSignal: 'SIGINT',
    stopTimeoutMs: STOP_TIMEOUT_MS,
    onCrash,
  });
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const source = await new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.createDatabase(database, true);
  } finally {
    await runner.release();
    await source.destroy();
  }
}
