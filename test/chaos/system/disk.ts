import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';

const SIZE = '4g';

/** The folder of PostgreSQL's data; where root may mount a tmpfs, its size can be limited. */
export interface Disk {
  readonly path: string;
  /** Why it cannot become full; undefined: it can. */
  readonly cannotFill: string | undefined;
  /** Takes away all free space. */
  fill(): void;
  empty(): void;
  remove(): void;
}

export function createDisk(path: string): Disk {
  mkdirSync(path, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', path]);
  const isMounted = mounted.status === 0;
  const resize = (size: string): void => {
    execFileSync('mount', ['-o', `remount,size=${size}`, path]);
  };
  return {
    path,
    cannotFill: isMounted ? undefined : 'a tmpfs cannot be mounted here',
    fill: () => {
      const { blocks, bfree, bsize } = statfsSync(path);
      // The kernel refuses a size below what is used.
      resize(String((blocks - bfree) * bsize));
    },
    empty: () => resize(SIZE),
    remove: () => {
      if (isMounted) unmount(path);
    },
  };
}

export function unmount(path: string): void {
  spawnSync('umount', [path], { stdio: 'ignore' });
}
