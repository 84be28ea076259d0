import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { supervise } from './processes/supervised-process';
import type { SupervisedProcess } from './processes/supervised-process';
import { waitUntilReady } from './processes/wait-until-ready';

export interface LocalAblyProcessOptions {
  script: string;
  port: number;
  key: string;
  onLine: (line: string) => void;
  log: (line: string) => void;
  signal: AbortSignal;
}

/** Starts the local Ably-compatible server and resolves when it answers. */
export async function startLocalAblyProcess(
  options: LocalAblyProcessOptions,
): Promise<SupervisedProcess> {
  const { port, key, signal } = options;
  const ably = supervise({
    ...options,
    name: 'local Ably',
    args: ['--port', String(port), '--revocable-tokens'],
    // Not an argument: every user of the machine can read those.
    env: { ...process.env, LOCAL_ABLY_KEYS: key },
    stopTimeoutMs: 5_000,
  });
  try {
    const url = `http://127.0.0.1:${port}/time`;
    const failureReason = crashLoopReason(ably);
    await waitUntilReady({ url, timeoutMs: 20_000, signal, failureReason });
    return ably;
  } catch (error) {
    await ably.stop();
    throw error;
  }
}

/** Reports a process that keeps crashing, so that waiting for it can end early. */
export function crashLoopReason(child: SupervisedProcess): () => string | undefined {
  return () => (child.restarts >= 4 ? 'the process keeps crashing' : undefined);
}

/** The key of the local Ably: created once, so that tokens of clients survive a restart. */
export function localAblyKey(dataDir: string): string {
  const file = join(dataDir, 'ably-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const key = `local.${randomBytes(6).toString('hex')}:${randomBytes(24).toString('hex')}`;
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
