import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTimeOf } from './processes/process-identity';

interface LockHolder {
  pid: number;
  /** Tells the holder from a later process with the same id. */
  born: string | undefined;
  /** Where its API answers, once it does. */
  url?: string;
}

export interface StartLock {
  /** Lets others on this machine find the system. */
  setUrl(url: string): void;
  release(): void;
}

/** Makes sure that one `npm start` at a time owns the data directory; throws when another one does. */
export function acquireStartLock(dataDir: string): StartLock {
  mkdirSync(dataDir, { recursive: true });
  const file = lockFile(dataDir);
  const mine: LockHolder = { pid: process.pid, born: startTimeOf(process.pid) };
  const holder = liveHolder(dataDir);
  if (holder !== undefined) {
    const where = holder.url === undefined ? '' : ` and answers at ${holder.url}`;
    throw new Error(
      `Another \`npm start\` (process ${holder.pid}) already runs on ${dataDir}${where}. ` +
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

/** Where the system that `npm start` runs on this data directory answers; undefined when none does. */
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
