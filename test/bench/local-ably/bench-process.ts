import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';

/** A process of the benchmark. */
export interface BenchProcess {
  pid: number;
  /** The last number in the first line of its output: a port or a count. */
  firstNumber: number;
  stop(): Promise<void>;
}

/** Only the sources need a loader. */
const LOADER = extname(__filename) === '.ts' ? ['-r', '@swc-node/register'] : [];
const ROOT = join(__dirname, '..', '..', '..');

/** Runs a module in a process with the maximum of open files, and waits for its first line. */
export async function startBenchProcess(
  modulePath: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<BenchProcess> {
  const file = join(ROOT, modulePath + extname(__filename));
  const script = 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"';
  const command = ['-c', script, process.execPath, ...LOADER, file, ...args];
  const child = spawn('sh', command, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = await firstLine(child);
  return {
    pid: child.pid ?? 0,
    firstNumber: Number(/(\d+)\D*$/.exec(line)?.[1]),
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) =>
      reject(new Error(`A process of the benchmark exited with ${code}.`)),
    );
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}
