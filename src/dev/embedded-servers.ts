import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openProcessLog } from './processes/process-log';
import { freePort, startOnFreePort } from './processes/free-port';
import { localAblyKey, startLocalAblyProcess } from './local-ably-process';
import { startPostgres } from './postgres/postgres-server';
import { startRedis } from './redis/redis-server';
import type { RunningServices } from './processes/running-services';

const DATABASE = 'ruang_diri';

export interface StartContext {
  dataDir: string;
  /** The folder of the compiled scripts. */
  dist: string;
  services: RunningServices;
  signal: AbortSignal;
  log: (line: string) => void;
}

interface Restartable {
  restart(): Promise<void>;
}

/** Starts PostgreSQL under the data directory; returns its DATABASE_URL. */
export async function startEmbeddedPostgres(context: StartContext): Promise<string> {
  const { dataDir, services, log } = context;
  const holder: { server?: Restartable } = {};
  const server = await startOnFreePort(5432, (port) =>
    startPostgres({
      dataDir: join(dataDir, 'postgres'),
      port,
      durable: true,
      log,
      onCrash: (output) => void restartCrashed(context, 'PostgreSQL', { holder, output }),
    }),
  );
  holder.server = server;
  services.add({ name: 'PostgreSQL', stop: server.stop, kill: () => void server.kill() });
  await server.ensureDatabase(DATABASE);
  log(`PostgreSQL is running on port ${server.port} (DATABASE_URL is not set).`);
  return server.url(DATABASE);
}

/** Starts Redis under the data directory; returns its REDIS_URL. */
export async function startEmbeddedRedis(context: StartContext): Promise<string> {
  const { dataDir, services, log } = context;
  const holder: { server?: Restartable } = {};
  const server = await startOnFreePort(6379, (port) =>
    startRedis({
      dataDir: join(dataDir, 'redis'),
      port,
      durable: true,
      log,
      onCrash: (output) => void restartCrashed(context, 'Redis', { holder, output }),
    }),
  );
  holder.server = server;
  services.add({ name: 'Redis', stop: server.stop, kill: () => void server.kill() });
  log(`Redis is running on port ${server.port} (REDIS_URL is not set).`);
  return server.url;
}

/** Starts local Ably; returns the environment variables that point API and worker to it. */
export async function startEmbeddedAbly(
  { dataDir, dist, services, signal, log }: StartContext,
  preferredPort: number,
): Promise<Record<string, string>> {
  const port = await freePort(preferredPort);
  const key = localAblyKey(dataDir);
  const output = openProcessLog(join(dataDir, 'logs'), 'local-ably', log);
  const script = join(dist, 'src', 'local-ably', 'main.js');
  const onLine = output.write;
  const ably = await startLocalAblyProcess({ script, port, key, onLine, log, signal });
  services.add({
    name: 'local Ably',
    stop: async () => {
      await ably.stop();
      output.close();
    },
    kill: ably.kill,
  });
  log(`Local Ably is running on port ${port} (ABLY_API_KEY is not set).`);
  return {
    ABLY_API_KEY: key,
    ABLY_ENDPOINT: '127.0.0.1',
    ABLY_PORT: String(port),
    ABLY_TLS: 'false',
  };
}

/** Restarts a crashed server on its port, with growing delays until it runs or the signal aborts. */
async function restartCrashed(
  { signal, log }: StartContext,
  name: string,
  { holder, output }: { holder: { server?: Restartable }; output: string },
): Promise<void> {
  log(`${name} exited unexpectedly; restarting it. Its last output:\n${output}`);
  for (let delayMs = 200; !signal.aborted; delayMs = Math.min(delayMs * 2, 10_000)) {
    try {
      await holder.server?.restart();
      return log(`${name} is running again.`);
    } catch (error) {
      log(`${name} did not start: ${(error as Error).message}`);
      await pause(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
