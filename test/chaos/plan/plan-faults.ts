import { traitsOf } from './fault-kinds';
import type { FaultKind } from './fault-kinds';
import { Random } from './random';

export interface PlannedFault {
  kind: FaultKind;
  /** Which of two processes it hits: 0 or 1. */
  target: number;
  /** Milliseconds without a fault before it. */
  calm: number;
  lasts: number;
}

interface FaultPlan {
  seed: number;
  durationMs: number;
  kinds: readonly FaultKind[];
  /** How long processes are frozen; by default long in a long run. */
  freezeMs: number | undefined;
}

interface Pace {
  /** Calm between two faults: separates the lateness of calm times from that of faults. */
  calm: [from: number, to: number];
  maxLasts: number;
  /** Calm at the end. */
  tail: number;
}

/** A slow machine makes faults longer: none begins later than this before the end of the run. */
export const LAST_FAULT_MS = 8_000;

const SHORT_RUN_MS = 5 * 60_000;
const SHORT: Pace = { calm: [6_000, 8_000], maxLasts: 7_000, tail: 12_000 };
const LONG: Pace = { calm: [15_000, 20_000], maxLasts: Infinity, tail: 30_000 };

/**
 * The faults of a run. Each kind comes once before any comes again, in an order that
 * the seed decides. Kinds that a machine cannot make are planned all the same, so that a seed means
 * the same everywhere.
 */
export function planFaults({ seed, durationMs, kinds, freezeMs }: FaultPlan): PlannedFault[] {
  const random = new Random(seed);
  const pace = durationMs < SHORT_RUN_MS ? SHORT : LONG;
  const planned: PlannedFault[] = [];
  let left = durationMs - pace.tail;
  for (;;) {
    for (const kind of random.shuffle(kinds)) {
      const fault = planFault(kind, pace, random);
      if (freezeMs !== undefined && traitsOf(kind).freezes) fault.lasts = freezeMs;
      left -= fault.calm + fault.lasts;
      if (left < 0) return planned;
      planned.push(fault);
    }
  }
}

function planFault(kind: FaultKind, pace: Pace, random: Random): PlannedFault {
  const { lasts, long } = traitsOf(kind);
  return {
    kind,
    target: random.below(2),
    calm: Math.round(random.between(...pace.calm)),
    lasts: long ? Math.min(lasts, pace.maxLasts) : lasts,
  };
}
