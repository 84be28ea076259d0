import { spawnManaged } from './managed-process';
import type { ProcessExit, ManagedProcess } from './managed-process';

const FIRST_RESTART_DELAY_MS = 200;
const MAX_RESTART_DELAY_MS = 10_000;
/** A child that lived this long counts as healthy: its next crash is the first again. */
const HEALTHY_AFTER_MS = 30_000;

export interface SupervisedProcessOptions {
  /** How messages call it. */
  name: string;
  /** A Node script. */
  script: string;
  args?: string[];
  /** Options of Node itself. */
  nodeOptions?: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** What the script prints, line by line. */
  onLine: (line: string) => void;
  /** What happens to it, in words. */
  log: (line: string) => void;
  /** Milliseconds between SIGTERM and SIGKILL. */
  stopTimeoutMs?: number;
}

export interface SupervisedProcess {
  /** Undefined while it is down between a crash and the next start. */
  readonly pid: number | undefined;
  readonly restarts: number;
  stop: () => Promise<void>;
  /** Ends it at once and for good. */
  kill: () => void;
}

/** Keeps a Node script running: starts it, passes its words on, and starts it again when it ends. */
export function supervise(spec: SupervisedProcessOptions): SupervisedProcess {
  const supervised = new Supervisor(spec);
  supervised.start();
  return supervised;
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
    const began = Date.now();
    const { script, args = [], nodeOptions = [] } = this.options;
    const command = process.execPath;
    this.child = spawnManaged({
      ...this.options,
      command,
      args: [...nodeOptions, script, ...args],
    });
    void this.child.exit.then((exit) => {
      this.child = undefined;
      if (!this.stopping) this.scheduleRestart(exit, Date.now() - began);
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

  private scheduleRestart(exit: ProcessExit, lived: number): void {
    if (lived > HEALTHY_AFTER_MS) this.restartDelayMs = FIRST_RESTART_DELAY_MS;
    this.options.log(
      `${this.options.name} ended (${describeExit(exit)}); starting it again in ${this.restartDelayMs} ms.`,
    );
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
