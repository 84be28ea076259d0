const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt: doubling, never above half a minute, spread so that
 * everybody who lost the same server does not return in the same moment. What the server asked
 * for (`Retry-After`) is never undercut.
 */
export function retryDelay(
  attempt: number,
  options: { retryAfterMs?: number | undefined; random?: () => number } = {},
): number {
  const { retryAfterMs = 0, random = Math.random } = options;
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(retryAfterMs, Math.round(full * (0.5 + random() / 2)));
}
