import { setTimeout as pause } from 'node:timers/promises';

const RETRY_DELAY_MS = 50;

export interface WaitOptions {
  url: string;
  /** Milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  /** A reason to give up before the limit. */
  failureReason?: () => string | undefined;
}

/** Resolves when the address answers 200; otherwise throws with the last thing it said. */
export async function waitUntilReady({
  url,
  timeoutMs: limit,
  signal,
  failureReason: hopeless,
}: WaitOptions): Promise<void> {
  const until = Date.now() + limit;
  let last = 'nothing answers';
  while (Date.now() < until) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      if (response.status === 200) return;
      last = `${response.status} ${body}`;
    } catch {
      last = 'nothing answers';
    }
    const reason = hopeless?.();
    if (reason !== undefined) throw new Error(`${reason}; ${url}: ${last}`);
    await pause(RETRY_DELAY_MS, undefined, { signal });
  }
  throw new Error(`${url} did not answer 200 within ${limit / 1000} s; its last answer: ${last}`);
}
