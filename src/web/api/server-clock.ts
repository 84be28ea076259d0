/*
 * Countdowns follow the server's clock, for a device's own may be minutes off. `Date` headers have
 * whole seconds, so each bounds the difference to one second; the newest bound wins where they clash.
 */

const SECOND = 1_000;
/** A device that is right to a few seconds is left alone: a clock that jumps helps nobody. */
const TOLERANCE_MS = 5_000;

let aheadMs = 0;

/** Learns from the `Date` header of an answer how far the server's clock is ahead of this device's. */
export function recordServerTime(dateHeader: string | null, now = Date.now()): void {
  const told = dateHeader === null ? NaN : Date.parse(dateHeader);
  if (Number.isNaN(told)) return;
  const ahead = told + SECOND / 2 - now;
  aheadMs = Math.abs(ahead) <= TOLERANCE_MS ? 0 : ahead;
}

/** The time by the server's clock, in milliseconds. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
