/*
 * How far the server's clock is from this one. An answered request brackets the server's time
 * between its sending and its return, so the quickest answer is the best one; it grows old, for
 * clocks drift and people set them. An event says only that the server's clock is not behind it.
 */

export interface ClockEstimate {
  /** Add to Date.now() to get the server's time; milliseconds. */
  readonly offset: number;
  /** The offset is this far off at most, as it was known at `takenAt`. */
  readonly uncertainty: number;
  readonly takenAt: number;
}

export const unknownClock: ClockEstimate = { offset: 0, uncertainty: Infinity, takenAt: 0 };

/** A sample is trusted a little less with every minute. */
const DRIFT_PER_MS = 1 / 1000;

export function addResponseSample(
  clock: ClockEstimate,
  reply: { serverTime: string; sentAt: number; receivedAt: number },
): ClockEstimate {
  const serverTime = Date.parse(reply.serverTime);
  if (Number.isNaN(serverTime)) return clock;
  const uncertainty = Math.max(1, (reply.receivedAt - reply.sentAt) / 2);
  const offset = serverTime - (reply.sentAt + reply.receivedAt) / 2;
  const age = reply.receivedAt - clock.takenAt;
  const aged = clock.uncertainty + Math.max(0, age) * DRIFT_PER_MS;
  // Too far from what was believed: somebody set a clock, so the old sample is worth nothing.
  const contradicts = Math.abs(offset - clock.offset) > aged + uncertainty;
  return uncertainty <= aged || contradicts || age < 0
    ? { offset, uncertainty, takenAt: reply.receivedAt }
    : clock;
}

/** An event cannot come before it was sent: the server's clock is at least there by now. */
export function addEventSample(
  clock: ClockEstimate,
  event: { serverTime: string; receivedAt: number },
): ClockEstimate {
  const serverTime = Date.parse(event.serverTime);
  if (Number.isNaN(serverTime) || serverTime <= event.receivedAt + clock.offset) return clock;
  return { ...clock, offset: serverTime - event.receivedAt };
}

export function estimateServerTime(clock: ClockEstimate, now: number): number {
  return now + clock.offset;
}
