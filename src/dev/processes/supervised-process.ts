import { spawnManaged } from './managed-process';
import type { ProcessExit, ManagedProcess } from './managed-process';

const FIRST_RESTART_DELAY_MS = 200;
const MAX_RESTART_DELAY_MS = 10_000;
/** A child that ran this long was healthy: the restart delay begins at its minimum again. */
const HEALTHY_AFTER_MS = 30_000;

/**
 * Node options of API and worker. A young generation of 8 MiB instead of 48 keeps them small and
 * costs no time; docker-compose.yml sets the same.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=8'];

export interface SupervisedProcessOptions {
  /** Used in messages. */
  name: string;
  /** A Node script. */
  script: string;
  args?: string[];
  nodeOptions?: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Receives the script's output, line by line. */
  onLine: (line: string) => void;
  /** Receives messages about crashes and restarts. */
  log: (line: string) => void;
  /** Milliseconds between SIGTERM and SIGKILL. */
  stopTimeoutMs?: number;
}

export interface SupervisedProcess {
  /** Undefined while it is down between a crash and the next start. */
  readonly pid: number | undefined;
  readonly restarts: number;
  stop: () => Promise<void>;
  /** Kills it without a restart. */
  kill: () => void;
}

/** Keeps a Node script running: starts it, and restarts it with growing delays when it exits. */
export function supervise(options: SupervisedProcessOptions): SupervisedProcess {
  const supervisor = new Supervisor(options);
  supervisor.start();
  return supervisor;
}

class Supervisor implements SupervisedProcess {
  restarts = 0;
  private child: ManagedProcess | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private restartDelayMs = FIRST_RESTART_DELAY_MS;
  private stopping = false;

  constructor(private readonly options: SupervisedProcessOptions) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start = (): void => {
    const startedAt = Date.now();
    const { script, args = [], nodeOptions = [] } = this.options;
    const command = process.execPath;
    this.child = spawnManaged({
      ...this.options,
      command,
      args: [...nodeOptions, script, ...args],
    });
    void this.child.exit.then((exit) => {
      this.child = undefined;
      if (!this.stopping) this.scheduleRestart(exit, Date.now() - startedAt);
    });
  };

  stop = async (): Promise<void> => {
    this.cancelRestart();
    await this.child?.stop();
  };

  kill = (): void => {
    this.cancelRestart();
    this.child?.kill('SIGKILL');
  };

  private scheduleRestart(exit: ProcessExit, ranForMs: number): void {
    if (ranForMs > HEALTHY_AFTER_MS) this.restartDelayMs = FIRST_RESTART_DELAY_MS;
    const { name, log } = this.options;
    log(`${name} exited (${describeExit(exit)}); restarting in ${this.restartDelayMs} ms.`);
    this.restartTimer = setTimeout(this.start, this.restartDelayMs);
    this.restartDelayMs = Math.min(this.restartDelayMs * 2, MAX_RESTART_DELAY_MS);
    this.restarts += 1;
  }

  private cancelRestart(): void {
    this.stopping = true;
    clearTimeout(this.restartTimer);
  }
}

function describeExit({ code, signal, error }: ProcessExit): string {
  if (error !== undefined) return error.message;
  return signal === null ? `exit code ${code}` : signal;
}
