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
  spec: LocalAblyProcessOptions,
): Promise<SupervisedProcess> {
  const ably = supervise({
    ...spec,
    name: 'local Ably',
    args: ['--port', String(spec.port)],
    // Not as an argument: those are visible to every user of the machine.
    env: { ...process.env, LOCAL_ABLY_KEYS: spec.key },
    stopTimeoutMs: 5_000,
  });
  try {
    const url = `http://127.0.0.1:${spec.port}/time`;
    await waitUntilReady({
      url,
      timeoutMs: 20_000,
      signal: spec.signal,
      failureReason: crashLoopReason(ably),
    });
    return ably;
  } catch (error) {
    await ably.stop();
    throw error;
  }
}

/** A child that keeps crashing will not answer either. */
export function crashLoopReason(child: SupervisedProcess): () => string | undefined {
  return () => (child.restarts >= 4 ? 'it crashed again and again' : undefined);
}

/** The key of this machine's local Ably: made once, so that clients stay valid over a restart. */
export function localAblyKey(dataDir: string): string {
  const file = join(dataDir, 'ably-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const key = `local.${randomBytes(6).toString('hex')}:${randomBytes(24).toString('hex')}`;
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}
