const FIRST_MS = 1_000;
const MAX_MS = 30_000;

/** Milliseconds before the next attempt: exponential with jitter, never below `Retry-After`. */
export function retryDelay(
  attempt: number,
  options: { retryAfterMs?: number | undefined; random?: () => number } = {},
): number {
  const { retryAfterMs = 0, random = Math.random } = options;
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.max(retryAfterMs, Math.round(full * (0.5 + random() / 2)));
}
