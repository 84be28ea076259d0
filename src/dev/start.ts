import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../config/config';
import { startSystem } from './start-system';
import type { StartOptions } from './start-system';
import { DEMO_PASSWORD, DEMO_USERS } from '../users/demo-users';
import { dataDirectory, projectRoot } from './project-root';
import { stopOrphanedPostgres } from './postgres/postgres-server';
import { stopOrphanedRedis } from './redis/redis-server';
import { RunningServices } from './processes/running-services';
import { acquireStartLock } from './start-lock';
import type { StartLock } from './start-lock';
import { abortOnSignals } from './processes/abort-on-signals';

const STOP_TIMEOUT_MS = 30_000;

/** `npm start`: runs the whole system on this machine until it is stopped. */
async function main(): Promise<void> {
  // The terminal may close first; a failed write must not prevent a clean stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const options = readStartOptions();
  const fresh = readFreshOption(process.argv.slice(2));
  const dataDir = dataDirectory();
  const lock = acquireStartLock(dataDir);
  try {
    if (fresh) await removeData(dataDir);
    await runUntilStopped(dataDir, options, lock);
  } finally {
    lock.release();
  }
}

async function runUntilStopped(
  dataDir: string,
  options: StartOptions,
  lock: StartLock,
): Promise<void> {
  const services = new RunningServices(log);
  const { signal } = abortOnSignals(() => {
    log('Second Ctrl-C: killing all processes.');
    services.kill();
    lock.release();
    process.exit(130);
  });
  log(`Starting; data is stored in ${dataDir}.`);
  try {
    const dist = join(projectRoot, 'dist');
    const port = await startSystem({ dataDir, dist, services, signal, log }, options);
    const url = `http://127.0.0.1:${port}`;
    lock.setUrl(url);
    printReady(url, { dataDir, withDemoUsers: !options.config.production });
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await services.stop(STOP_TIMEOUT_MS);
    log('All processes have stopped.');
  }
}

function readStartOptions(): StartOptions {
  const { config, secrets } = loadConfig(process.env);
  const ablyConfigured = secrets.ablyApiKey !== undefined || config.ably.endpoint !== undefined;
  return { config, ablyConfigured, env: process.env };
}

function readFreshOption(args: string[]): boolean {
  const unknown = args.filter((arg) => arg !== '--fresh');
  if (unknown.length === 0) return args.includes('--fresh');
  throw new Error(`Unknown option ${unknown.join(' ')}. The only option is: npm start -- --fresh`);
}

/** Keeps a downloaded Redis binary. */
async function removeData(dataDir: string): Promise<void> {
  log('--fresh: deleting the data of earlier runs.');
  await stopOrphanedPostgres(join(dataDir, 'postgres'), log);
  await stopOrphanedRedis(join(dataDir, 'redis'), log);
  for (const name of ['postgres', 'redis', 'files', 'logs']) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

function printReady(url: string, shown: { dataDir: string; withDemoUsers: boolean }): void {
  log(`Logs of API, worker and local Ably: ${join(shown.dataDir, 'logs')}.`);
  log(`Open ${url} in a browser. API documentation: ${url}/docs. Press Ctrl-C to stop.`);
  if (shown.withDemoUsers) {
    log(`Demo accounts, all with the password ${DEMO_PASSWORD}:`);
    for (const { email, role } of DEMO_USERS) log(`  ${email} (${role})`);
  }
  process.stdout.write(`Ready: ${url}\n`);
}

function log(text: string): void {
  process.stdout.write(`[start] ${text}\n`);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const detail = error instanceof ConfigError ? '\nCorrect the environment and start again.' : '';
  process.stderr.write(`[start] ${text}${detail}\n`, () => process.exit(1));
});
