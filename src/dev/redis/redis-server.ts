import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../processes/free-port';
import type { ManagedProcess } from '../processes/managed-process';
import { stopOrphanedServer } from '../processes/stop-orphaned-server';
import { findRedisBinary, redisEnv } from './redis-binary';
import type { RedisBinary } from './redis-binary';
import { ServerStartError, startServerProcess } from '../processes/server-process';

const NAME = 'Redis';
const PID_FILE = 'redis.pid';

export interface RedisOptions {
  dataDir: string;
  /** Default: a free port. */
  port?: number;
  /** False where the data may be lost with the process, as in tests. */
  durable: boolean;
  log?: (line: string) => void;
  /** Called when the server exits without `stop`, with its last output. */
  onCrash?: (output: string) => void;
}

export interface RedisServer {
  readonly port: number;
  readonly pid: number | undefined;
  /** URL of database 0; there are 256. */
  readonly url: string;
  stop: () => Promise<void>;
  /** Stops the server if it runs, and starts it on the same port. */
  restart(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts Redis on 127.0.0.1; resolves when it accepts connections. It exits with this process. */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  const { dataDir, log = () => undefined } = options;
  const binary = await findRedisBinary(log);
  mkdirSync(dataDir, { recursive: true });
  const settings = { ...options, log, port: options.port ?? (await freePort()) };
  let child = await launch(binary, settings);
  return {
    port: settings.port,
    get pid() {
      return child.pid;
    },
    url: `redis://127.0.0.1:${settings.port}`,
    stop: () => child.stop(),
    restart: async () => {
      await child.stop();
      child = await launch(binary, settings);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await child.exit;
    },
  };
}

type Settings = RedisOptions & Required<Pick<RedisOptions, 'port' | 'log'>>;

/** Stops a Redis that an earlier run left on this directory. */
export async function stopOrphanedRedis(
  dataDir: string,
  log: (line: string) => void,
): Promise<void> {
  const pidFile = join(dataDir, PID_FILE);
  await stopOrphanedServer({ name: NAME, dataDir, pidFile, stopSignal: 'SIGTERM', log });
}

async function launch(binary: RedisBinary, settings: Settings): Promise<ManagedProcess> {
  const { dataDir, log } = settings;
  await stopOrphanedRedis(dataDir, log);
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(binary, settings);
    } catch (error) {
      const isTransient =
        error instanceof ServerStartError && /Address already in use/.test(error.output);
      if (!isTransient || attempt === 10) throw error;
      await pause(100);
    }
  }
}

function launchOnce(
  binary: RedisBinary,
  { dataDir, port, durable, onCrash }: Settings,
): Promise<ManagedProcess> {
  const flags = {
    port,
    bind: '127.0.0.1',
    dir: dataDir,
    pidfile: join(dataDir, PID_FILE),
    databases: 256,
    // BullMQ's jobs must never be evicted: a full Redis rejects writes, and the outbox waits.
    'maxmemory-policy': 'noeviction',
    appendonly: durable ? 'yes' : 'no',
    save: '',
    daemonize: 'no',
    // Keeps the data directory in the command line, which identifies an orphaned server.
    'set-proc-title': 'no',
  };
  return startServerProcess({
    name: NAME,
    command: binary.command,
    args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    cwd: dataDir,
    env: redisEnv(binary),
    ready: /Ready to accept connections/,
    onCrash,
  });
}
