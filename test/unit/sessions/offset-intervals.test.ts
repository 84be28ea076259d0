import { offsetIntervals } from '../../../src/sessions/availability/offset-intervals';
import { changesOf } from './zone-changes';

const HOUR = 3_600_000;
const [FROM, TO] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
const ZONES = Intl.supportedValuesOf('timeZone');

describe('the stretches between changes of the clocks', () => {
  it('meet at the very instant of the change, in every zone', () => {
    for (const timezone of ZONES) {
      for (const { at, before, after } of changesOf(timezone, FROM, TO)) {
        expect(offsetIntervals(timezone, at - 5 * HOUR, at + 7 * HOUR)).toEqual([
          { from: at - 5 * HOUR, to: at, offset: before },
          { from: at, to: at + 7 * HOUR, offset: after },
        ]);
      }
    }
  });

  it('are one where nothing changes, even up to or from a change', () => {
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

  it('are all of a year, each where the one before ends', () => {
    const stretches = offsetIntervals('Africa/Casablanca', FROM, TO);
    expect(stretches.length).toBeGreaterThan(2);
    expect(stretches.map(({ from }) => from)).toEqual([
      FROM,
      ...stretches.slice(0, -1).map(({ to }) => to),
    ]);
    expect(stretches.at(-1)?.to).toBe(TO);
  });

  it('are none in no time, and an error in no zone', () => {
    expect(offsetIntervals('UTC', FROM, FROM)).toEqual([]);
    expect(() => offsetIntervals('Asia/Atlantis', FROM, TO)).toThrow('Asia/Atlantis');
  });
});
