import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Blocks on its standard input until the parent closes it or dies (SIGKILL included); then signals
 * the child and kills it after the timeout. Arguments: pid, signal, timeout in seconds.
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
  /** Milliseconds between the stop signal and SIGKILL. */
  stopTimeoutMs?: number;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when the program could not be started. */
  error?: Error;
}

export interface ManagedProcess {
  readonly pid: number | undefined;
  readonly exit: Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): void;
  /** Sends the stop signal, SIGKILL after the timeout; resolves after the process has exited. */
  stop(): Promise<void>;
}

/**
 * Starts a child in its own process group: Ctrl-C reaches only this process, which decides the
 * order of stopping. A watchdog ends the child when this process disappears.
 */
export function spawnManaged(options: ManagedProcessOptions): ManagedProcess {
  const { stopSignal = 'SIGTERM', stopTimeoutMs = 10_000 } = options;
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', options.onLine);
  }
  const watchdog =
    child.pid === undefined ? undefined : startWatchdog(child.pid, stopSignal, stopTimeoutMs);
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
      const killTimer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await exit;
      clearTimeout(killTimer);
    },
  };
}

/** Waits for the end of the output too, but not long: a grandchild may hold the pipe open. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const timer = setTimeout(() => resolve({ code, signal }), OUTPUT_DRAIN_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve({ code, signal });
      });
    });
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
  });
}

function startWatchdog(pid: number, signal: NodeJS.Signals, timeoutMs: number): ChildProcess {
  const args = [String(pid), signal.replace('SIG', ''), String(Math.ceil(timeoutMs / 1000))];
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  return watchdog;
}
