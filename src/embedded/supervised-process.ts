import { spawnGuarded } from './guarded-child';
import type { ChildExit, GuardedChild } from './guarded-child';

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
/** A child that lived this long counts as healthy: its next crash is the first again. */
const HEALTHY_AFTER = 30_000;

export interface SupervisedSpec {
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
  stopLimit?: number;
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
export function supervise(spec: SupervisedSpec): SupervisedProcess {
  const supervised = new Supervised(spec);
  supervised.start();
  return supervised;
}

class Supervised implements SupervisedProcess {
  restarts = 0;
  private child: GuardedChild | undefined;
  private again: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE;
  private stopping = false;

  constructor(private readonly spec: SupervisedSpec) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start = (): void => {
    const began = Date.now();
    const { script, args = [], nodeOptions = [] } = this.spec;
    const command = process.execPath;
    this.child = spawnGuarded({ ...this.spec, command, args: [...nodeOptions, script, ...args] });
    void this.child.exit.then((exit) => {
      this.child = undefined;
      if (!this.stopping) this.startAgain(exit, Date.now() - began);
    });
  };

  stop = async (): Promise<void> => {
    this.end();
    await this.child?.stop();
  };

  kill = (): void => {
    this.end();
    this.child?.kill('SIGKILL');
  };

  private startAgain(exit: ChildExit, lived: number): void {
    if (lived > HEALTHY_AFTER) this.pause = FIRST_PAUSE;
    this.spec.log(
      `${this.spec.name} ended (${inWords(exit)}); starting it again in ${this.pause} ms.`,
    );
    this.again = setTimeout(this.start, this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.restarts += 1;
  }

  private end(): void {
    this.stopping = true;
    clearTimeout(this.again);
  }
}

function inWords({ code, signal, error }: ChildExit): string {
  if (error !== undefined) return error.message;
  return signal === null ? `exit code ${code}` : signal;
}
