/**
 * The offset between the server's clock and this device's. A response brackets the server's time
 * between request and receipt, so the fastest response is the most precise; its precision decays, because
 * clocks drift and are set. An event only proves that the server's clock is not behind it.
 */
export interface ClockEstimate {
  /** Add to Date.now() to get the server's time; milliseconds. */
  readonly offset: number;
  /** Maximum error of the offset at `takenAt`; milliseconds. */
  readonly uncertainty: number;
  readonly takenAt: number;
}

export const unknownClock: ClockEstimate = { offset: 0, uncertainty: Infinity, takenAt: 0 };

const DRIFT_PER_MS = 1 / 1000;

export function addResponseSample(
  clock: ClockEstimate,
  response: { serverTime: string; sentAt: number; receivedAt: number },
): ClockEstimate {
  const serverTime = Date.parse(response.serverTime);
  if (Number.isNaN(serverTime)) return clock;
  const uncertainty = Math.max(1, (response.receivedAt - response.sentAt) / 2);
  const offset = serverTime - (response.sentAt + response.receivedAt) / 2;
  const age = response.receivedAt - clock.takenAt;
  const aged = clock.uncertainty + Math.max(0, age) * DRIFT_PER_MS;
  // A difference beyond both errors means that a clock was set: the old sample is invalid.
  const contradicts = Math.abs(offset - clock.offset) > aged + uncertainty;
  return uncertainty <= aged || contradicts || age < 0
    ? { offset, uncertainty, takenAt: response.receivedAt }
    : clock;
}

/** An event cannot arrive before it was sent: the server's clock has at least reached its time. */
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
