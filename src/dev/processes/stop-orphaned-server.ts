import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLineOf, isAlive } from './process-identity';

export interface OrphanedServer {
  name: string;
  dataDir: string;
  pidFile: string;
  stopSignal: NodeJS.Signals;
  log: (line: string) => void;
}

/**
 * Ends a server that an earlier run left behind on this data directory, and removes a pid file that
 * names nobody or a stranger, which would otherwise keep the next server from starting.
 */
export async function stopOrphanedServer(reclaim: OrphanedServer): Promise<void> {
  const { name, dataDir, pidFile, stopSignal, log } = reclaim;
  const pid = readPid(pidFile);
  if (pid === undefined) return;
  if (commandLineOf(pid)?.includes(dataDir)) {
    log(`${name} of an earlier run (process ${pid}) still serves ${dataDir}; stopping it.`);
    await endProcess(pid, stopSignal);
  }
  rmSync(pidFile, { force: true });
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function endProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  for (const [each, limit] of [[signal, 10_000] as const, ['SIGKILL', 5_000] as const]) {
    try {
      process.kill(pid, each);
    } catch {
      return;
    }
    const until = Date.now() + limit;
    while (isAlive(pid) && Date.now() < until) await pause(20);
    if (!isAlive(pid)) return;
  }
  throw new Error(`Process ${pid} does not end, even when killed. End it by hand and start again.`);
}
