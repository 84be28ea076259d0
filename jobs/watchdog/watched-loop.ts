import type { LoopHeartbeat } from '../../src/database/entities/delivery/worker-heartbeat';

/** A loop of the worker, as heartbeats and the watchdog see it. */
export interface WatchedLoop {
  readonly name: string;
  /** Between two rounds. */
  readonly intervalMs: number;
  /** Its rounds may take minutes, and nothing waits for them. */
  readonly isBackground: boolean;
  /** By `performance.now()`: its last round; the present while it has nothing to do. */
  readonly roundAt: number;
}

/** How much longer a round of background work may take. */
const BACKGROUND_FACTOR = 20;

export function roundLimit({ isBackground }: WatchedLoop, limitMs: number): number {
  return isBackground ? limitMs * BACKGROUND_FACTOR : limitMs;
}

/** How far a loop is behind its interval. */
export function lateBy({ roundAt, intervalMs }: WatchedLoop): number {
  return performance.now() - roundAt - intervalMs;
}

export function loopHeartbeats(loops: readonly WatchedLoop[], limitMs: number): LoopHeartbeat[] {
  return loops.map((loop) => ({
    name: loop.name,
    ageMs: Math.max(0, Math.round(performance.now() - loop.roundAt)),
    intervalMs: Math.round(loop.intervalMs),
    limitMs: roundLimit(loop, limitMs),
  }));
}
