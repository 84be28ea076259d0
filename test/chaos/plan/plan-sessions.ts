import { Random } from './random';

export interface PlannedSession {
  /** Milliseconds from the beginning of the run. */
  startsIn: number;
  lasts: number;
  /** The client cancels it before it starts. */
  isCancelled: boolean;
}

/** Subscribers connect, and the greeting is sent, before the first session. */
const FIRST_MS = 10_000;
const LASTS_MS: [number, number] = [12_000, 18_000];
const CANCELLED_SHARE = 0.05;

/** Sessions at random times that end before the run does. */
export function planSessions(seed: number, count: number, durationMs: number): PlannedSession[] {
  // Another sequence than that of the faults, so that neither changes the other.
  const random = new Random(seed + 1_000_003);
  const lastStart = durationMs - LASTS_MS[1] - 2_000;
  return Array.from({ length: count }, () => ({
    startsIn: Math.round(random.between(FIRST_MS, lastStart)),
    lasts: Math.round(random.between(...LASTS_MS) / 1_000) * 1_000,
    isCancelled: random.next() < CANCELLED_SHARE,
  })).sort((a, b) => a.startsIn - b.startsIn);
}
