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

/** `npm start`: everything on this machine, until it is told to stop. */
async function main(): Promise<void> {
  // The terminal may be gone before we are; that must not keep the rest from stopping cleanly.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const given = readStartOptions();
  const fresh = readFreshOption(process.argv.slice(2));
  const dataDir = dataDirectory();
  const lock = acquireStartLock(dataDir);
  try {
    if (fresh) await removeData(dataDir);
    await runUntilStopped(dataDir, given, lock);
  } finally {
    lock.release();
  }
}

async function runUntilStopped(
  dataDir: string,
  given: StartOptions,
  lock: StartLock,
): Promise<void> {
  const parts = new RunningServices(log);
  const { signal } = abortOnSignals(() => {
    log('Ending at once.');
    parts.kill();
    lock.release();
    process.exit(130);
  });
  log(`Starting; data is kept in ${dataDir}.`);
  try {
    const dist = join(projectRoot, 'dist');
    const port = await startSystem({ dataDir, dist, services: parts, signal, log: log }, given);
    const url = `http://127.0.0.1:${port}`;
    lock.setUrl(url);
    printReady(url, { dataDir, demoPeople: !given.config.production });
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await parts.stop(STOP_TIMEOUT_MS);
    log('Everything is stopped.');
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
  throw new Error(`Unknown option ${unknown.join(' ')}. The only one is: npm start -- --fresh`);
}

/** Redis itself, where it had to be fetched, stays. */
async function removeData(dataDir: string): Promise<void> {
  log('--fresh: removing the data of earlier runs.');
  await stopOrphanedPostgres(join(dataDir, 'postgres'), log);
  await stopOrphanedRedis(join(dataDir, 'redis'), log);
  for (const name of ['postgres', 'redis', 'logs']) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

function printReady(url: string, shown: { dataDir: string; demoPeople: boolean }): void {
  log(`What API, worker and local Ably log is in ${join(shown.dataDir, 'logs')}.`);
  log(`Open ${url} in a browser; its API is described at ${url}/docs. Ctrl-C stops everything.`);
  if (shown.demoPeople) {
    log(`Demo logins, each with the password ${DEMO_PASSWORD}:`);
    for (const { email, role } of DEMO_USERS) log(`  ${email} (${role})`);
  }
  process.stdout.write(`Ready: ${url}\n`);
}

function log(text: string): void {
  process.stdout.write(`[start] ${text}\n`);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const detail = error instanceof ConfigError ? '\nMend the environment and start again.' : '';
  process.stderr.write(`[start] ${text}${detail}\n`, () => process.exit(1));
});
