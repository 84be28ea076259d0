const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Round intervals between ticks. */
const TICK_INTERVALS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** Space before the first and after the last instant, as a share of the whole. */
const MARGIN = 0.04;

/** Maps instants (ms) to pixels. */
export interface TimelineScale {
  from: number;
  to: number;
  /** Pixels from the left, clamped to the scale. */
  x: (instant: number) => number;
  ticks: number[];
}

/** At most one tick per `tickSpacing` pixels. */
export function timelineScale(
  instants: readonly number[],
  { width, tickSpacing = 88 }: { width: number; tickSpacing?: number },
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
  return { from, to, x, ticks: roundTicks(from, to, Math.max(2, Math.floor(width / tickSpacing))) };
}

function roundTicks(from: number, to: number, most: number): number[] {
  const interval =
    TICK_INTERVALS.find((candidate) => (to - from) / candidate <= most) ??
    Math.ceil((to - from) / most);
  const first = Math.ceil(from / interval) * interval;
  const count = Math.floor((to - first) / interval) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * interval);
}
