import { IANAZone } from 'luxon';

const MINUTE = 60_000;
/** No zone changes its clocks twice within two weeks. */
const STEP_MS = 14 * 86_400_000;

/** An instant at which the clocks of a zone change. */
export interface ZoneChange {
  at: number;
  /** Milliseconds to add to an instant to read the wall clock, before and after. */
  before: number;
  after: number;
}

/** Every clock change of a zone within a span, found by sampling every two weeks. */
export function changesOf(timezone: string, from: number, to: number): ZoneChange[] {
  const zone = IANAZone.create(timezone);
  const offsetAt = (ms: number): number => zone.offset(ms) * MINUTE;
  const changes: ZoneChange[] = [];
  let before = offsetAt(from);
  for (let start = from; start < to; start += STEP_MS) {
    let [low, high] = [start, Math.min(start + STEP_MS, to)];
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
