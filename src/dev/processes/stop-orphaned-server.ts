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
 * Stops a server that an earlier run left on this data directory, and removes its pid file: a pid
 * file of a dead or unrelated process would prevent the next server from starting.
 */
export async function stopOrphanedServer(server: OrphanedServer): Promise<void> {
  const { name, dataDir, pidFile, stopSignal, log } = server;
  const pid = readPid(pidFile);
  if (pid === undefined) return;
  if (commandLineOf(pid)?.includes(dataDir)) {
    log(`${name} of an earlier run (process ${pid}) still serves ${dataDir}; stopping it.`);
    await stopProcess(pid, stopSignal);
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

async function stopProcess(pid: number, stopSignal: NodeJS.Signals): Promise<void> {
  for (const [signal, timeoutMs] of [[stopSignal, 10_000] as const, ['SIGKILL', 5_000] as const]) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = Date.now() + timeoutMs;
    while (isAlive(pid) && Date.now() < deadline) await pause(20);
    if (!isAlive(pid)) return;
  }
  throw new Error(`Process ${pid} did not exit after SIGKILL. End it manually, then start again.`);
}
