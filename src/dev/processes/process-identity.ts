import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The command line of a living process; undefined when there is none with this id. */
export function commandLineOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  return fromProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? fromPs(pid, 'args=');
}

/**
 * A mark that differs between two processes that happen to get the same id, because ids are used
 * again soon in containers and after a reboot.
 */
export function startTimeOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = fromProc(pid, 'stat');
  // The name, in parentheses, may hold blanks; the start time is the 20th field after it.
  const born = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return born ?? fromPs(pid, 'lstart=');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ended, but not yet collected by its parent: it serves nobody any more. */
function isZombie(pid: number): boolean {
  const stat = fromProc(pid, 'stat');
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

function fromProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function fromPs(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', column], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
