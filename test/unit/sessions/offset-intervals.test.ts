import { offsetIntervals } from '../../../src/sessions/availability/offset-intervals';
import { changesOf } from './zone-changes';

const HOUR = 3_600_000;
const [FROM, TO] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
const ZONES = Intl.supportedValuesOf('timeZone');

describe('offsetIntervals', () => {
  it('splits exactly at the change in every zone', () => {
    for (const timezone of ZONES) {
      for (const { at, before, after } of changesOf(timezone, FROM, TO)) {
        expect(offsetIntervals(timezone, at - 5 * HOUR, at + 7 * HOUR)).toEqual([
          { from: at - 5 * HOUR, to: at, offset: before },
          { from: at, to: at + 7 * HOUR, offset: after },
        ]);
      }
    }
  });

  it('returns one interval without a change inside', () => {
    const [change] = changesOf('Europe/Berlin', FROM, TO);
    if (change === undefined) throw new Error('Berlin changes its clocks');
    const { at, before, after } = change;
    expect(offsetIntervals('Europe/Berlin', FROM, at)).toEqual([
      { from: FROM, to: at, offset: before },
    ]);
    expect(offsetIntervals('Europe/Berlin', at, at + HOUR)).toEqual([
      { from: at, to: at + HOUR, offset: after },
    ]);
  });

  it('covers a year without gaps', () => {
    const intervals = offsetIntervals('Africa/Casablanca', FROM, TO);
    expect(intervals.length).toBeGreaterThan(2);
    expect(intervals.map(({ from }) => from)).toEqual([
      FROM,
      ...intervals.slice(0, -1).map(({ to }) => to),
    ]);
    expect(intervals.at(-1)?.to).toBe(TO);
  });

  it('returns none for an empty interval and throws for an unknown zone', () => {
    expect(offsetIntervals('UTC', FROM, FROM)).toEqual([]);
    expect(() => offsetIntervals('Asia/Atlantis', FROM, TO)).toThrow('Asia/Atlantis');
  });
});
