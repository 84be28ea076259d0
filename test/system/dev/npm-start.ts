import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../src/dev/project-root';

export interface NpmStart {
  pid: number;
  lines: string[];
  /** Resolves with the URL when ready; rejects when the command exits first. */
  ready: Promise<string>;
  exit: Promise<number | null>;
  /** Ctrl-C in a terminal: SIGINT to the whole process group. */
  interrupt(): void;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `npm start` on its own data directory. */
export function npmStart(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  args: string[] = [],
): NpmStart {
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: projectRoot,
    env: { ...bareEnv(), RUANG_DIRI_DATA_DIR: dataDir, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const lines: string[] = [];
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const url = /^Ready: (http:\S+)$/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    void exit.then((code) => reject(new Error(`exited with ${code}:\n${lines.join('\n')}`)));
  });
  ready.catch(() => undefined);
  return {
    pid,
    lines,
    ready,
    exit,
    interrupt: () => interruptGroup(pid),
    kill: (signal) => process.kill(pid, signal),
  };
}

/** Ignores a group that has already exited. */
function interruptGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** An environment without any configuration of the product. */
function bareEnv(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

export interface RunningProcess {
  pid: number;
  command: string;
}

/** Every live process whose environment names this data directory. */
export function processesFor(dataDir: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const environment = readProc(name, 'environ');
      if (!environment.split('\0').includes(`RUANG_DIRI_DATA_DIR=${dataDir}`)) return [];
      const command = readProc(name, 'cmdline').replaceAll('\0', ' ').trim();
      return command === '' ? [] : [{ pid: Number(name), command }];
    });
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
