import { IANAZone } from 'luxon';

const MINUTE = 60_000;
/** No zone changes its clocks twice within two weeks. */
const STEP_MS = 14 * 86_400_000;

/** One moment at which the clocks of a zone were or will be put forward or back. */
export interface ZoneChange {
  at: number;
  /** Milliseconds to add to an instant to read the wall clock, before and after. */
  before: number;
  after: number;
}

/** Every change of a zone's clocks within a span, found by looking at it every other week. */
export function changesOf(timezone: string, from: number, to: number): ZoneChange[] {
  const zone = IANAZone.create(timezone);
  const offsetAt = (ms: number): number => zone.offset(ms) * MINUTE;
  const changes: ZoneChange[] = [];
  let before = offsetAt(from);
  for (let look = from; look < to; look += STEP_MS) {
    let [low, high] = [look, Math.min(look + STEP_MS, to)];
    const after = offsetAt(high);
    if (after === before) continue;
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before, after });
    before = after;
  }
  return changes;
}
