import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../src/dev/project-root';
import { FROM_SOURCES } from '../../support/servers/product-process';

/** Runs a script that starts a server and prints its process id; the script's process owns it. */
export async function startOwnerProcess(
  script: string,
  argument: string,
): Promise<{ owner: ChildProcess; pid: number }> {
  const args = [...FROM_SOURCES, '-e', script, argument];
  const owner = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  return { owner, pid: Number(line) };
}
