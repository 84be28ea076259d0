/*
 * Countdowns follow the server's clock, because a device's own may be minutes off. `Date` headers have a
 * resolution of one second.
 */

const SECOND = 1_000;
/** Smaller differences are ignored: a clock that jumps is worse. */
const TOLERANCE_MS = 5_000;

let offsetMs = 0;

/** Call with the `Date` header of every response. */
export function recordServerTime(dateHeader: string | null, now = Date.now()): void {
  const serverTime = dateHeader === null ? NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverTime)) return;
  const difference = serverTime + SECOND / 2 - now;
  offsetMs = Math.abs(difference) <= TOLERANCE_MS ? 0 : difference;
}

/** Server time; milliseconds. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
