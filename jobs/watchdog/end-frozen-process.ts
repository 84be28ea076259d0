import { readFileSync } from 'node:fs';

/** Clock ticks per second in `/proc` (USER_HZ), 100 on Linux. */
const TICKS = 100;

/**
 * Kills a process of this host that has been silent for `silentMs`; not one that started since, such as
 * a new worker under the number of the old one.
 */
export function endFrozenProcess(pid: number, silentMs: number): void {
  const ageMs = ageOf(pid);
  if (ageMs === undefined || ageMs < silentMs) return;
  process.stdout.write(`ending the frozen process ${pid}\n`);
  process.kill(pid, 'SIGKILL');
}

/** Undefined: there is no such process, or no `/proc`. */
function ageOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain spaces; the start time is the 20th field after it.
    const startedAt = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) / TICKS;
    const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    return (uptime - startedAt) * 1_000;
  } catch {
    return undefined;
  }
}
