import { setTimeout as pause } from 'node:timers/promises';

const RETRY_DELAY_MS = 50;

export interface WaitOptions {
  url: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** A reason to give up before the timeout. */
  failureReason?: () => string | undefined;
}

/** Resolves when the URL answers 200 and no component is failing; otherwise throws with its last response. */
export async function waitUntilReady(options: WaitOptions): Promise<void> {
  const { url, timeoutMs, signal, failureReason } = options;
  const deadline = Date.now() + timeoutMs;
  let last = 'no response';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      if (response.status === 200 && !isComponentFailing(body)) return;
      last = `${response.status} ${body}`;
    } catch {
      last = 'no response';
    }
    const reason = failureReason?.();
    if (reason !== undefined) throw new Error(`${reason}; ${url}: ${last}`);
    await pause(RETRY_DELAY_MS, undefined, { signal });
  }
  throw new Error(`${url} did not answer 200 within ${timeoutMs / 1000} s. Last response: ${last}`);
}

/** The API is ready before the worker is. */
function isComponentFailing(body: string): boolean {
  return /"checks":\{[^}]*"failing"/.test(body);
}
