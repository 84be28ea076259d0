import { Info } from 'luxon';
import type { Zone } from 'luxon';

const PROBE_EVERY = 6 * 3_600_000;
const MINUTE = 60_000;

/** Part of a span in which a time zone keeps one distance from UTC; all in milliseconds. */
export interface OffsetInterval {
  from: number;
  to: number;
  /** Add it to an instant to read the wall clock. */
  offset: number;
}

/** Cuts a span of instants where the clocks of a time zone change; joined again they are the span. */
export function offsetIntervals(timezone: string, from: number, to: number): OffsetInterval[] {
  const zone = Info.normalizeZone(timezone);
  if (!zone.isValid) throw new RangeError(`There is no time zone "${timezone}"`);
  const stretches: OffsetInterval[] = [];
  let current: OffsetInterval = { from, to: from, offset: zone.offset(from) * MINUTE };
  while (current.to < to) {
    // No zone changes its clocks twice so soon.
    const probe = Math.min(current.to + PROBE_EVERY, to);
    const offset = zone.offset(probe) * MINUTE;
    if (offset === current.offset) {
      current.to = probe;
      continue;
    }
    const change = findOffsetChange(zone, current.to, probe);
    stretches.push({ ...current, to: change });
    current = { from: change, to: probe, offset };
  }
  return [...stretches, current].filter((stretch) => stretch.from < stretch.to);
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
