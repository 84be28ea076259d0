import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTimeOf } from './processes/process-identity';

interface LockHolder {
  pid: number;
  /** Start time: a later process may have the same id. */
  born: string | undefined;
  /** URL of its API, set when ready. */
  url?: string;
}

export interface StartLock {
  /** Publishes the URL of the API to other processes, such as the demo. */
  setUrl(url: string): void;
  release(): void;
}

/** Ensures that one `npm start` at a time owns the data directory; throws when another one does. */
export function acquireStartLock(dataDir: string): StartLock {
  mkdirSync(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  const mine: LockHolder = { pid: process.pid, born: startTimeOf(process.pid) };
  const holder = liveHolder(dataDir);
  if (holder !== undefined) {
    const address = holder.url === undefined ? '' : ` and answers at ${holder.url}`;
    throw new Error(
      `Another \`npm start\` (process ${holder.pid}) already runs on ${dataDir}${address}. ` +
        'Use that one, or stop it first with Ctrl-C in its terminal.',
    );
  }
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
  return {
    setUrl: (url) => writeFileSync(file, JSON.stringify({ ...mine, url })),
    release: () => rmSync(file, { force: true }),
  };
}

/** URL of the system that runs on this data directory; undefined when there is none. */
export function runningUrl(dataDir: string): string | undefined {
  return liveHolder(dataDir)?.url;
}

function liveHolder(dataDir: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(lockFile(dataDir), 'utf8')) as LockHolder;
    const born = startTimeOf(holder.pid);
    return born !== undefined && born === holder.born ? holder : undefined;
  } catch {
    return undefined;
  }
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'npm-start.json');
}
