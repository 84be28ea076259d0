import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { openProcessLog } from './processes/process-log';
import { startEmbeddedAbly, startEmbeddedPostgres, startEmbeddedRedis } from './embedded-servers';
import type { StartContext } from './embedded-servers';
import { freePort, isPortFree } from './processes/free-port';
import { crashLoopReason } from './local-ably-process';
import { prepareDatabase } from './prepare-database';
import { NODE_OPTIONS } from './processes/node-options';
import { supervise } from './processes/supervised-process';
import type { SupervisedProcess } from './processes/supervised-process';
import { waitUntilReady } from './processes/wait-until-ready';

const SCRIPTS = { api: 'src/main.js', worker: 'jobs/main.js' };

/** What `npm start` was given: its environment, and what of Ably's key is in there. */
export interface StartOptions {
  config: Config;
  ablyConfigured: boolean;
  env: NodeJS.ProcessEnv;
}

/**
 * Starts, in this order, the servers that no address is configured for, the database's migrations,
 * the API and the worker, each as a process of its own; resolves with the API's port once it says
 * that everything it needs is there.
 */
export async function startSystem(bench: StartContext, given: StartOptions): Promise<number> {
  const port = await choosePort(given.config, bench.log);
  const env = await serviceAddresses(bench, given);
  bench.signal.throwIfAborted();
  await prepareDatabase({
    url: env['DATABASE_URL'] ?? '',
    withDemoUsers: !given.config.production,
    log: bench.log,
  });
  bench.signal.throwIfAborted();
  const api = startService(bench, 'api', { ...env, PORT: String(port) });
  const worker = startService(bench, 'worker', env);
  bench.log('API and worker are starting …');
  await waitUntilReady({
    url: `http://127.0.0.1:${port}/readyz`,
    timeoutMs: 60_000,
    signal: bench.signal,
    failureReason: () => crashLoopReason(api)() ?? crashLoopReason(worker)(),
  });
  return port;
}

async function choosePort(config: Config, log: (line: string) => void): Promise<number> {
  if (config.port === 0 || (await isPortFree(config.port))) return freePort(config.port);
  if (config.isPortExplicit) {
    throw new Error(
      `Port ${config.port} is taken by another program. ` +
        'Set PORT to a free one, or leave it out to have one chosen.',
    );
  }
  const port = await freePort();
  log(`Port ${config.port} is taken by another program; using ${port}. Set PORT to choose one.`);
  return port;
}

/** The environment of API and worker: what was given, completed by what is started here. */
async function serviceAddresses(
  bench: StartContext,
  { config, ablyConfigured, env }: StartOptions,
): Promise<NodeJS.ProcessEnv> {
  // All of them, even when one fails: what did start must be known, to be stopped.
  const [database, redis, ably] = await Promise.allSettled([
    config.databaseUrl ?? startEmbeddedPostgres(bench),
    config.redisUrl ?? startEmbeddedRedis(bench),
    ablyConfigured ? {} : startEmbeddedAbly(bench, config.ablyLocalPort),
  ]);
  const demo = config.production ? {} : { DEMO_PACE: env['DEMO_PACE'] ?? 'true' };
  return {
    ...env,
    ...demo,
    ...valueOf(ably),
    DATABASE_URL: valueOf(database),
    REDIS_URL: valueOf(redis),
  };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

function startService(
  { dist, dataDir, services: parts, log }: StartContext,
  name: keyof typeof SCRIPTS,
  env: NodeJS.ProcessEnv,
): SupervisedProcess {
  const script = join(dist, SCRIPTS[name]);
  if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
  const output = openProcessLog(join(dataDir, 'logs'), name, log);
  const part = supervise({
    name,
    script,
    nodeOptions: NODE_OPTIONS,
    env,
    onLine: output.write,
    log,
  });
  parts.add({
    name,
    stop: async () => {
      await part.stop();
      output.close();
    },
    kill: part.kill,
  });
  return part;
}
