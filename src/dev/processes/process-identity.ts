import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The command line of a live process; undefined when there is none with this id. */
export function commandLineOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  return fromProc(pid, 'cmdline')?.replaceAll('\0', ' ') ?? fromPs(pid, 'args=');
}

/** Start time: distinguishes processes with the same id, after a reboot or in a container. */
export function startTimeOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = fromProc(pid, 'stat');
  // The name, in parentheses, may contain spaces; the start time is the 20th field after it.
  const startTime = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return startTime ?? fromPs(pid, 'lstart=');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Exited, but not yet reaped by its parent. */
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
