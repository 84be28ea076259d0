import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../config/config';
import { bringUp } from './bring-up';
import type { Given } from './bring-up';
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../accounts/demo-people';
import { dataFolder, projectRoot } from './project-root';
import { reclaimPostgres } from './postgres-server';
import { reclaimRedis } from './redis-server';
import { RunningParts } from './running-parts';
import { takeStartLock } from './start-lock';
import type { StartLock } from './start-lock';
import { stopSignals } from './stop-signals';

const STOP_LIMIT = 30_000;

/** `npm start`: everything on this machine, until it is told to stop. */
async function main(): Promise<void> {
  // The terminal may be gone before we are; that must not keep the rest from stopping cleanly.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const given = readGiven();
  const fresh = readFresh(process.argv.slice(2));
  const dataDir = dataFolder();
  const lock = takeStartLock(dataDir);
  try {
    if (fresh) await forget(dataDir);
    await runUntilStopped(dataDir, given, lock);
  } finally {
    lock.release();
  }
}

async function runUntilStopped(dataDir: string, given: Given, lock: StartLock): Promise<void> {
  const parts = new RunningParts(say);
  const { signal } = stopSignals(() => {
    say('Ending at once.');
    parts.kill();
    lock.release();
    process.exit(130);
  });
  say(`Starting; data is kept in ${dataDir}.`);
  try {
    const dist = join(projectRoot, 'dist');
    const port = await bringUp({ dataDir, dist, parts, signal, log: say }, given);
    const url = `http://127.0.0.1:${port}`;
    lock.announce(url);
    sayReady(url, { dataDir, demoPeople: !given.config.production });
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await parts.stop(STOP_LIMIT);
    say('Everything is stopped.');
  }
}

function readGiven(): Given {
  const { config, secrets } = loadConfig(process.env);
  const ablyConfigured = secrets.ablyApiKey !== undefined || config.ably.endpoint !== undefined;
  return { config, ablyConfigured, env: process.env };
}

function readFresh(args: string[]): boolean {
  const unknown = args.filter((arg) => arg !== '--fresh');
  if (unknown.length === 0) return args.includes('--fresh');
  throw new Error(`Unknown option ${unknown.join(' ')}. The only one is: npm start -- --fresh`);
}

/** Redis itself, where it had to be fetched, stays. */
async function forget(dataDir: string): Promise<void> {
  say('--fresh: removing the data of earlier runs.');
  await reclaimPostgres(join(dataDir, 'postgres'), say);
  await reclaimRedis(join(dataDir, 'redis'), say);
  for (const name of ['postgres', 'redis', 'logs']) {
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

function sayReady(url: string, shown: { dataDir: string; demoPeople: boolean }): void {
  say(`What API, worker and local Ably log is in ${join(shown.dataDir, 'logs')}.`);
  say(`Open ${url} in a browser; its API is described at ${url}/docs. Ctrl-C stops everything.`);
  if (shown.demoPeople) {
    say(`Demo logins, each with the password ${DEMO_PASSWORD}:`);
    for (const { email, role } of DEMO_PEOPLE) say(`  ${email} (${role})`);
  }
  process.stdout.write(`Ready: ${url}\n`);
}

function say(text: string): void {
  process.stdout.write(`[start] ${text}\n`);
}

main().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  const detail = error instanceof ConfigError ? '\nMend the environment and start again.' : '';
  process.stderr.write(`[start] ${text}${detail}\n`, () => process.exit(1));
});
