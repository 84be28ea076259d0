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
  stop(): Promise<void>;
  /** Ends it at once and for good. */
  kill(): void;
}

/** Keeps a Node script running: starts it, passes its words on, and starts it again when it ends. */
export function supervise(spec: SupervisedSpec): SupervisedProcess {
  let child: GuardedChild | undefined;
  let again: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE;
  let restarts = 0;
  let stopping = false;

  const start = (): void => {
    const began = Date.now();
    const started = spawnGuarded({
      ...spec,
      command: process.execPath,
      args: [spec.script, ...(spec.args ?? [])],
    });
    child = started;
    void started.exit.then((exit) => {
      child = undefined;
      if (stopping) return;
      if (Date.now() - began > HEALTHY_AFTER) pause = FIRST_PAUSE;
      spec.log(`${spec.name} ended (${inWords(exit)}); starting it again in ${pause} ms.`);
      again = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      restarts += 1;
    });
  };
  const end = (): void => {
    stopping = true;
    clearTimeout(again);
  };

  start();
  return {
    get pid() {
      return child?.pid;
    },
    get restarts() {
      return restarts;
    },
    stop: async () => {
      end();
      await child?.stop();
    },
    kill: () => {
      end();
      child?.kill('SIGKILL');
    },
  };
}

function inWords({ code, signal, error }: ChildExit): string {
  if (error !== undefined) return error.message;
  return signal === null ? `exit code ${code}` : signal;
}
