import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../../src/dev/project-root';

export interface NpmStart {
  pid: number;
  lines: string[];
  /** Resolves with the address once it is ready; rejects when it ends before. */
  ready: Promise<string>;
  exit: Promise<number | null>;
  /** What Ctrl-C in a terminal does: the whole process group hears it. */
  interrupt(): void;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the command that the README names, on data of its own. */
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
    void exit.then((code) => reject(new Error(`ended with ${code}:\n${lines.join('\n')}`)));
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

/** Like a key press, it does no harm where nobody listens any more. */
function interruptGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** As on a machine where nothing is configured. */
function bareEnv(): NodeJS.ProcessEnv {
  const known = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'USER'];
  return Object.fromEntries(known.map((name) => [name, process.env[name]]));
}

export interface RunningProcess {
  pid: number;
  command: string;
}

/** Every living process that was started, by whatever route, for this data directory. */
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
