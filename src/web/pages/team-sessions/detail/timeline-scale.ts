const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Distances between marks that a person reads without counting. */
const TICK_INTERVALS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** Room left before the first and after the last instant, as a part of the whole. */
const MARGIN = 0.04;

/** A stretch of time laid out on a line of so many pixels. */
export interface TimelineScale {
  from: number;
  to: number;
  /** Pixels from the left; instants outside are put at the nearer end. */
  x: (instant: number) => number;
  ticks: number[];
}

/** Lays out instants (ms) on `width` pixels, with at most one round mark per `tickRoom` pixels. */
export function timelineScale(
  instants: readonly number[],
  { width, tickRoom = 88 }: { width: number; tickRoom?: number },
): TimelineScale {
  const first = Math.min(...instants);
  const last = Math.max(...instants, first + SECOND);
  const margin = (last - first) * MARGIN;
  const from = first - margin;
  const to = last + margin;
  const x = (instant: number): number => {
    const part = (instant - from) / (to - from);
    return Math.min(1, Math.max(0, part)) * width;
  };
  return { from, to, x, ticks: roundTicks(from, to, Math.max(2, Math.floor(width / tickRoom))) };
}

function roundTicks(from: number, to: number, most: number): number[] {
  const distance =
    TICK_INTERVALS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most);
  const first = Math.ceil(from / distance) * distance;
  const count = Math.floor((to - first) / distance) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * distance);
}
