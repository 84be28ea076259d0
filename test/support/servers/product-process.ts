import { join } from 'node:path';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import type { ProcessExit } from '../../../src/dev/processes/managed-process';
import type { TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

const ROOT = join(__dirname, '..', '..', '..');

/** Options of Node for a process that loads the sources. */
export const FROM_SOURCES = ['-r', join(__dirname, 'load-typescript.cjs')];

const SCRIPTS = {
  api: { file: 'src/main.ts', ready: /\blistening\b/i },
  worker: { file: 'jobs/main.ts', ready: /\bworker\b.*\b(running|started|ready)\b/i },
};

/** The first start compiles the sources, which takes a busy machine a while. */
const START_LIMIT_MS = 60_000;

/** The API or the worker in a separate process. */
export interface ProductProcess {
  readonly pid: number;
  /** Its output. */
  readonly lines: string[];
  readonly exit: Promise<ProcessExit>;
  /** `SIGSTOP` freezes it, `SIGCONT` lets it go on. */
  signal(signal: NodeJS.Signals): void;
  /** Sends SIGKILL and waits for the exit. */
  kill(): Promise<void>;
  /** Stops it without its knowledge, as a machine that hangs does. */
  freeze(): void;
  thaw(): void;
  /** Shuts it down gracefully. */
  stop(): Promise<void>;
}

/** Starts a process of the product on a system's servers; resolves when it is ready or has written `until`. */
export async function startProductProcess(
  system: TestSystem,
  part: keyof typeof SCRIPTS,
  env: Record<string, string> = {},
  until: RegExp = SCRIPTS[part].ready,
): Promise<ProductProcess> {
  const lines: string[] = [];
  const { file } = SCRIPTS[part];
  const child = spawnManaged({
    command: process.execPath,
    args: [...FROM_SOURCES, join(ROOT, file)],
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      ...system.env,
      LOG_LEVEL: 'info',
      ...env,
    },
    onLine: (line) => lines.push(line),
  });
  let ended = false;
  void child.exit.then(() => {
    ended = true;
  });
  await waitFor(
    `the ${part} process`,
    () => {
      if (ended) throw new Error(`The ${part} process ended:\n${lines.join('\n')}`);
      return lines.some((line) => until.test(line));
    },
    START_LIMIT_MS,
  );
  return {
    pid: child.pid ?? 0,
    lines,
    exit: child.exit,
    signal: (signal) => child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await child.exit;
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: () => child.stop(),
  };
}
