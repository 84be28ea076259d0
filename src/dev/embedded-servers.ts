import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProcessLog } from './processes/process-log';
import { freePort } from './processes/free-port';
import { localAblyKey, startLocalAblyProcess } from './local-ably-process';
import { startPostgres } from './postgres/postgres-server';
import { startRedis } from './redis/redis-server';
import type { RunningServices } from './processes/running-services';

const DATABASE = 'ruang_diri';

export interface StartContext {
  dataDir: string;
  /** The folder with the compiled scripts. */
  dist: string;
  services: RunningServices;
  signal: AbortSignal;
  log: (line: string) => void;
}

interface Restartable {
  restart(): Promise<void>;
}

/** Starts the database under the data directory; resolves with its DATABASE_URL. */
export async function startEmbeddedPostgres({
  dataDir,
  services: parts,
  signal,
  log,
}: StartContext): Promise<string> {
  const holder: { server?: Restartable } = {};
  const server = await startPostgres({
    dataDir: join(dataDir, 'postgres'),
    port: await freePort(5432),
    durable: true,
    log,
    onCrash: (text) => void restartCrashed('PostgreSQL', holder, { text, signal, log }),
  });
  holder.server = server;
  parts.add({ name: 'PostgreSQL', stop: server.stop, kill: () => void server.kill() });
  await server.ensureDatabase(DATABASE);
  log(`PostgreSQL is up on port ${server.port} (no DATABASE_URL was set).`);
  return server.url(DATABASE);
}

/** Starts Redis under the data directory; resolves with its REDIS_URL. */
export async function startEmbeddedRedis({
  dataDir,
  services: parts,
  signal,
  log,
}: StartContext): Promise<string> {
  const holder: { server?: Restartable } = {};
  const server = await startRedis({
    dataDir: join(dataDir, 'redis'),
    port: await freePort(6379),
    durable: true,
    log,
    onCrash: (text) => void restartCrashed('Redis', holder, { text, signal, log }),
  });
  holder.server = server;
  parts.add({ name: 'Redis', stop: server.stop, kill: () => void server.kill() });
  log(`Redis is up on port ${server.port} (no REDIS_URL was set).`);
  return server.url;
}

/** Starts local Ably; resolves with the environment by which others reach it. */
export async function startEmbeddedAbly(
  { dataDir, dist, services: parts, signal, log }: StartContext,
  preferredPort: number,
): Promise<Record<string, string>> {
  const port = await freePort(preferredPort);
  const key = localAblyKey(dataDir);
  const output = openProcessLog(join(dataDir, 'logs'), 'local-ably', log);
  const script = join(dist, 'src', 'local-ably', 'main.js');
  const ably = await startLocalAblyProcess({
    script,
    port,
    key,
    onLine: output.write,
    log,
    signal,
  });
  parts.add({
    name: 'local Ably',
    stop: async () => {
      await ably.stop();
      output.close();
    },
    kill: ably.kill,
  });
  log(`Local Ably is up on port ${port} (no ABLY_API_KEY was set).`);
  return {
    ABLY_API_KEY: key,
    ABLY_ENDPOINT: '127.0.0.1',
    ABLY_PORT: String(port),
    ABLY_TLS: 'false',
  };
}

interface Crash {
  text: string;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** A server that ended by itself is started again on its port, until that works or we stop. */
async function restartCrashed(
  name: string,
  holder: { server?: Restartable },
  crash: Crash,
): Promise<void> {
  const { text, signal, log } = crash;
  log(`${name} ended unexpectedly; starting it again. Its last words:\n${text}`);
  for (let wait = 200; !signal.aborted; wait = Math.min(wait * 2, 10_000)) {
    try {
      await holder.server?.restart();
      return log(`${name} is up again.`);
    } catch (error) {
      log(`${name} did not start: ${(error as Error).message}`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
