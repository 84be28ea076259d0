import { answerWithin } from '../../answer-within';
import { spawnManaged } from './managed-process';
import type { ManagedProcess, ManagedProcessOptions } from './managed-process';

const MAX_OUTPUT_LINES = 30;

export interface ServerProcessOptions extends Omit<ManagedProcessOptions, 'onLine'> {
  /** Used in messages. */
  name: string;
  /** Matches the output line that reports readiness. */
  ready: RegExp;
  readyTimeoutMs?: number;
  /** Called when the server exits without `stop`, with its last output lines. */
  onCrash?: (output: string) => void;
}

/** A server that exited while starting, or did not become ready in time. */
export class ServerStartError extends Error {
  constructor(
    name: string,
    reason: string,
    readonly output: string,
  ) {
    super(`${name} ${reason}. Its last output:\n${output}`);
    this.name = 'ServerStartError';
  }
}

/** Starts a server and resolves when its output reports readiness. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ManagedProcess> {
  const { name, readyTimeoutMs = 60_000, onCrash } = options;
  const lines: string[] = [];
  let markReady = (): void => undefined;
  const ready = new Promise<'ready'>((resolve) => (markReady = () => resolve('ready')));
  const child = spawnManaged({
    ...options,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > MAX_OUTPUT_LINES) lines.shift();
      if (options.ready.test(line)) markReady();
    },
  });
  const started = Promise.race([ready, child.exit]);
  const first = await answerWithin(readyTimeoutMs, started, () => 'timeout' as const);
  if (first === 'ready') return withCrashHandler(child, () => onCrash?.(lines.join('\n')));
  await child.stop();
  const reason =
    first === 'timeout'
      ? `was not ready after ${readyTimeoutMs / 1000} s`
      : 'exited while starting';
  const cause = first !== 'timeout' && first.error ? first.error.message : '';
  throw new ServerStartError(name, reason, [cause, ...lines].join('\n').trim());
}

/** Distinguishes a crash from an exit that `stop` caused. */
function withCrashHandler(child: ManagedProcess, onCrash: () => void): ManagedProcess {
  let stopping = false;
  void child.exit.then(() => {
    if (!stopping) onCrash();
  });
  return {
    ...child,
    stop: () => {
      stopping = true;
      return child.stop();
    },
  };
}
