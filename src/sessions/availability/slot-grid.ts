import type { Interval } from './availability-policy';
import { offsetIntervals } from './offset-intervals';

const HALF_HOUR = 30 * 60_000;
const MINUTE = 60_000;

/** Instants at which the wall clock of a zone shows a whole or half hour. */
export function* halfHours(timezone: string, window: Interval): Generator<number> {
  for (const { from, to, offset } of offsetIntervals(timezone, window.from, window.to)) {
    const first = Math.ceil((from + offset) / HALF_HOUR) * HALF_HOUR - offset;
    for (let start = first; start < to; start += HALF_HOUR) yield start;
  }
}

/** Slots are listed and booked in whole minutes. */
export function wholeMinuteFrom(instant: number): number {
  return Math.ceil(instant / MINUTE) * MINUTE;
}
