import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { openChildLog } from './child-log';
import { embeddedAbly, embeddedPostgres, embeddedRedis } from './embedded-servers';
import type { Bench } from './embedded-servers';
import { freePort, isPortFree } from './free-port';
import { crashLoop } from './local-ably-process';
import { prepareDatabase } from './prepare-database';
import { SMALL } from './node-options';
import { supervise } from './supervised-process';
import type { SupervisedProcess } from './supervised-process';
import { waitForAnswer } from './wait-for-answer';

const SCRIPTS = { api: 'src/main.js', worker: 'jobs/main.js' };

/** What `npm start` was given: its environment, and what of Ably's key is in there. */
export interface Given {
  config: Config;
  ablyConfigured: boolean;
  env: NodeJS.ProcessEnv;
}

/**
 * Starts, in this order, the servers that no address is configured for, the database's migrations,
 * the API and the worker, each as a process of its own; resolves with the API's port once it says
 * that everything it needs is there.
 */
export async function bringUp(bench: Bench, given: Given): Promise<number> {
  const port = await choosePort(given.config, bench.log);
  const env = await addresses(bench, given);
  bench.signal.throwIfAborted();
  await prepareDatabase({
    url: env['DATABASE_URL'] ?? '',
    demoPeople: !given.config.production,
    log: bench.log,
  });
  bench.signal.throwIfAborted();
  const api = startPart(bench, 'api', { ...env, PORT: String(port) });
  const worker = startPart(bench, 'worker', env);
  bench.log('API and worker are starting …');
  await waitForAnswer({
    url: `http://127.0.0.1:${port}/readyz`,
    limit: 60_000,
    signal: bench.signal,
    hopeless: () => crashLoop(api)() ?? crashLoop(worker)(),
  });
  return port;
}

async function choosePort(config: Config, log: (line: string) => void): Promise<number> {
  if (config.port === 0 || (await isPortFree(config.port))) return freePort(config.port);
  if (config.portChosen) {
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
async function addresses(
  bench: Bench,
  { config, ablyConfigured, env }: Given,
): Promise<NodeJS.ProcessEnv> {
  // All of them, even when one fails: what did start must be known, to be stopped.
  const [database, redis, ably] = await Promise.allSettled([
    config.databaseUrl ?? embeddedPostgres(bench),
    config.redisUrl ?? embeddedRedis(bench),
    ablyConfigured ? {} : embeddedAbly(bench, config.ablyLocalPort),
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

function startPart(
  { dist, dataDir, parts, log }: Bench,
  name: keyof typeof SCRIPTS,
  env: NodeJS.ProcessEnv,
): SupervisedProcess {
  const script = join(dist, SCRIPTS[name]);
  if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
  const output = openChildLog(join(dataDir, 'logs'), name, log);
  const part = supervise({ name, script, nodeOptions: SMALL, env, onLine: output.line, log });
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
