import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Reads until our end of the pipe closes, which also happens when we are killed outright; then asks
 * the child to stop and, after the limit, ends it. Arguments: pid, signal, limit in seconds.
 */
const WATCHDOG = `
read _
kill -s "$2" "$1" 2>/dev/null || exit 0
n=0
while kill -0 "$1" 2>/dev/null && [ "$n" -lt "$3" ]; do
  sleep 1; n=$((n+1))
  case "$(cat "/proc/$1/stat" 2>/dev/null)" in *') Z '*) exit 0;; esac
done
kill -s KILL "$1" 2>/dev/null
`;

const OUTPUT_DRAIN_MS = 500;

export interface ManagedProcessOptions {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  onLine: (line: string) => void;
  stopSignal?: NodeJS.Signals;
  /** Milliseconds between the polite signal and SIGKILL. */
  stopTimeoutMs?: number;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the program could not be started at all. */
  error?: Error;
}

export interface ManagedProcess {
  readonly pid: number | undefined;
  readonly exit: Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): void;
  /** Asks politely, then insists; resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a child in a process group of its own, so that Ctrl-C reaches only us and we decide the
 * order of stopping. The child cannot outlive us: a watchdog ends it when we disappear.
 */
export function spawnManaged(spec: ManagedProcessOptions): ManagedProcess {
  const { stopSignal = 'SIGTERM', stopTimeoutMs: stopLimit = 10_000 } = spec;
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', spec.onLine);
  }
  const watchdog =
    child.pid === undefined ? undefined : startWatchdog(child.pid, stopSignal, stopLimit);
  const exit = exitOf(child).then((result) => {
    watchdog?.kill('SIGKILL');
    return result;
  });
  return {
    pid: child.pid,
    exit,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(stopSignal);
      const insist = setTimeout(() => child.kill('SIGKILL'), stopLimit);
      await exit;
      clearTimeout(insist);
    },
  };
}

/** Its last words are read as well, unless a grandchild holds the pipe open. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const late = setTimeout(() => resolve({ code, signal }), OUTPUT_DRAIN_MS);
      child.once('close', () => {
        clearTimeout(late);
        resolve({ code, signal });
      });
    });
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
  });
}

function startWatchdog(pid: number, signal: NodeJS.Signals, limit: number): ChildProcess {
  const words = [String(pid), signal.replace('SIG', ''), String(Math.ceil(limit / 1000))];
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', ...words], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  return watchdog;
}
