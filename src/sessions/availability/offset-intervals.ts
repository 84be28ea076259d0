import { Info } from 'luxon';
import type { Zone } from 'luxon';

const PROBE_EVERY = 6 * 3_600_000;
const MINUTE = 60_000;

/** An interval with one UTC offset; all in milliseconds. */
export interface OffsetInterval {
  from: number;
  to: number;
  /** Instant + offset = wall clock. */
  offset: number;
}

/** Splits an interval at the clock changes of a time zone. */
export function offsetIntervals(timezone: string, from: number, to: number): OffsetInterval[] {
  const zone = Info.normalizeZone(timezone);
  if (!zone.isValid) throw new RangeError(`Unknown time zone "${timezone}"`);
  const intervals: OffsetInterval[] = [];
  let current: OffsetInterval = { from, to: from, offset: zone.offset(from) * MINUTE };
  while (current.to < to) {
    // No zone changes its clocks twice within a probe.
    const probe = Math.min(current.to + PROBE_EVERY, to);
    const offset = zone.offset(probe) * MINUTE;
    if (offset === current.offset) {
      current.to = probe;
      continue;
    }
    const change = findOffsetChange(zone, current.to, probe);
    intervals.push({ ...current, to: change });
    current = { from: change, to: probe, offset };
  }
  return [...intervals, current].filter((interval) => interval.from < interval.to);
}

/** The first instant in (low, high] with the offset of `high`. */
function findOffsetChange(zone: Zone, low: number, high: number): number {
  const after = zone.offset(high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
