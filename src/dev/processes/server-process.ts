import { spawnManaged } from './managed-process';
import type { ManagedProcess, ManagedProcessOptions } from './managed-process';

const KEPT_OUTPUT_LINES = 30;

export interface ServerProcessOptions extends Omit<ManagedProcessOptions, 'onLine'> {
  /** How messages call it. */
  name: string;
  /** The line that says it accepts connections. */
  ready: RegExp;
  readyTimeoutMs?: number;
  /** Called when it ends although nobody asked for that; the text says how and its last words. */
  onCrash?: (text: string) => void;
}

/** A server that ended, or never became ready; the message carries its last words. */
export class ServerStartError extends Error {
  constructor(
    name: string,
    why: string,
    readonly output: string,
  ) {
    super(`${name} ${why}. Its last words:\n${output}`);
    this.name = 'ServerStartError';
  }
}

/** Starts a server and resolves once it says that it accepts connections. */
export async function startServerProcess(spec: ServerProcessOptions): Promise<ManagedProcess> {
  const lines: string[] = [];
  let becameReady = (): void => undefined;
  const ready = new Promise<'ready'>((resolve) => (becameReady = () => resolve('ready')));
  const child = spawnManaged({
    ...spec,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > KEPT_OUTPUT_LINES) lines.shift();
      if (spec.ready.test(line)) becameReady();
    },
  });
  const limit = spec.readyTimeoutMs ?? 60_000;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), limit)));
  const first = await Promise.race([ready, late, child.exit]);
  clearTimeout(timer);
  if (first === 'ready') return withCrashHandler(child, () => spec.onCrash?.(lines.join('\n')));
  await child.stop();
  const why = first === 'late' ? `was not ready after ${limit / 1000} s` : 'ended while starting';
  const cause = first !== 'late' && first.error ? first.error.message : '';
  throw new ServerStartError(spec.name, why, [cause, ...lines].join('\n').trim());
}

/** Tells an unasked-for end from one that `stop` caused. */
function withCrashHandler(child: ManagedProcess, crashed: () => void): ManagedProcess {
  let stopping = false;
  void child.exit.then(() => {
    if (!stopping) crashed();
  });
  return {
    ...child,
    stop: () => {
      stopping = true;
      return child.stop();
    },
  };
}
