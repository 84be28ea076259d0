import { join } from 'node:path';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import type { TestSystem } from '../harness/test-system';
import { waitFor } from '../harness/wait-for';

const ROOT = join(__dirname, '..', '..', '..');

const SCRIPTS = {
  api: { file: 'src/main.ts', ready: 'The API is listening' },
  worker: { file: 'jobs/main.ts', ready: 'The worker is running' },
};

/** The API or the worker as a process of its own. */
export interface ProductProcess {
  /** Everything it printed. */
  readonly lines: string[];
  /** Ends it with `kill -9`, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Lets it finish. */
  stop(): Promise<void>;
}

/** Starts a process of the product on a system's servers and resolves when it is ready. */
export async function startProductProcess(
  system: TestSystem,
  part: keyof typeof SCRIPTS,
  env: Record<string, string> = {},
): Promise<ProductProcess> {
  const lines: string[] = [];
  const { file, ready } = SCRIPTS[part];
  const child = spawnManaged({
    command: process.execPath,
    args: ['-r', '@swc-node/register', join(ROOT, file)],
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...system.env, LOG_LEVEL: 'info', ...env },
    onLine: (line) => lines.push(line),
  });
  let ended = false;
  void child.exit.then(() => {
    ended = true;
  });
  await waitFor(`the ${part} process`, () => {
    if (ended) throw new Error(`The ${part} process ended:\n${lines.join('\n')}`);
    return lines.some((line) => line.includes(ready));
  });
  return {
    lines,
    kill: async () => {
      child.kill('SIGKILL');
      await child.exit;
    },
    stop: () => child.stop(),
  };
}
