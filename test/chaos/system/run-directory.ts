import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../src/dev/processes/process-identity';
import { unmount } from './disk';

const PREFIX = 'ruang-diri-chaos-';
const DISK = 'disk';

/** The folder of one run; removes those of runs that were killed. */
export function createRunDirectory(): { path: string; disk: string; logs: string } {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!isAlive(owner)) removeRunDirectory(join(tmpdir(), name));
  }
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  return { path, disk: join(path, DISK), logs: join(path, 'logs') };
}

export function removeRunDirectory(path: string): void {
  unmount(join(path, DISK));
  rmSync(path, { recursive: true, force: true });
}
