import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { openProcessLog } from './processes/process-log';
import { startEmbeddedAbly, startEmbeddedPostgres, startEmbeddedRedis } from './embedded-servers';
import type { StartContext } from './embedded-servers';
import { freePort, isPortFree } from './processes/free-port';
import { crashLoopReason } from './local-ably-process';
import { prepareDatabase } from './prepare-database';
import { NODE_OPTIONS } from './processes/supervised-process';
import { supervise } from './processes/supervised-process';
import type { SupervisedProcess } from './processes/supervised-process';
import { waitUntilReady } from './processes/wait-until-ready';

const SCRIPTS = { api: 'src/main.js', worker: 'jobs/main.js' };

export interface StartOptions {
  config: Config;
  ablyConfigured: boolean;
  env: NodeJS.ProcessEnv;
}

/**
 * Starts the servers without a configured address, runs the migrations, then starts API and worker
 * as processes. Returns the API's port when it is ready.
 */
export async function startSystem(context: StartContext, options: StartOptions): Promise<number> {
  const { signal, log } = context;
  const port = await choosePort(options.config, log);
  const env = await serviceEnvironment(context, options);
  signal.throwIfAborted();
  const withDemoUsers = !options.config.production;
  await prepareDatabase({ url: env['DATABASE_URL'] ?? '', withDemoUsers, log });
  signal.throwIfAborted();
  const api = startService(context, 'api', { ...env, PORT: String(port) });
  const worker = startService(context, 'worker', env);
  log('API and worker are starting …');
  await waitUntilReady({
    url: `http://127.0.0.1:${port}/readyz`,
    timeoutMs: 60_000,
    signal,
    failureReason: () => crashLoopReason(api)() ?? crashLoopReason(worker)(),
  });
  return port;
}

async function choosePort(config: Config, log: (line: string) => void): Promise<number> {
  if (config.port === 0 || (await isPortFree(config.port))) return freePort(config.port);
  if (config.isPortExplicit) {
    throw new Error(
      `Port ${config.port} is taken by another program. ` +
        'Set PORT to a free port, or unset it to use any free port.',
    );
  }
  const port = await freePort();
  log(`Port ${config.port} is taken by another program; using ${port}. Set PORT to choose one.`);
  return port;
}

/** The environment of API and worker: the given one and the addresses of the embedded servers. */
async function serviceEnvironment(
  context: StartContext,
  { config, ablyConfigured, env }: StartOptions,
): Promise<NodeJS.ProcessEnv> {
  const files = { FILES_DIR: env['FILES_DIR'] || join(context.dataDir, 'files') };
  // Waits for all of them even if one fails: a server that starts late must be stopped as well.
  const [database, redis, ably] = await Promise.allSettled([
    config.databaseUrl ?? startEmbeddedPostgres(context),
    config.redisUrl ?? startEmbeddedRedis(context),
    ablyConfigured ? {} : startEmbeddedAbly(context, config.ablyLocalPort),
  ]);
  const demo = config.production ? {} : { DEMO_PACE: env['DEMO_PACE'] ?? 'true' };
  return {
    ...env,
    ...files,
    ...demo,
    // No load balancer: Ctrl-C takes effect at once.
    SHUTDOWN_DRAIN: env['SHUTDOWN_DRAIN'] ?? 'PT0S',
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
  { dist, dataDir, services, log }: StartContext,
  name: keyof typeof SCRIPTS,
  env: NodeJS.ProcessEnv,
): SupervisedProcess {
  const script = join(dist, SCRIPTS[name]);
  if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
  const output = openProcessLog(join(dataDir, 'logs'), name, log);
  const nodeOptions = NODE_OPTIONS;
  const child = supervise({ name, script, nodeOptions, env, onLine: output.write, log });
  services.add({
    name,
    stop: async () => {
      await child.stop();
      output.close();
    },
    kill: child.kill,
  });
  return child;
}
