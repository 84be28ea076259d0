import { fc, runs } from '../../support/harness/property-testing';
import { DateTime } from 'luxon';
import {
  isAvailable,
  openIntervals,
  peakLoad,
} from '../../../src/sessions/availability/availability-policy';
import type { Availability, Span } from '../../../src/sessions/availability/availability-policy';
import { changesOf } from './zone-changes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2027, 0, 1);
const ZONES = [
  'UTC',
  'Asia/Jakarta',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
];
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const AROUND_THE_CLOCK = WEEK.map((weekday) => ({ weekday, startMinute: 0, endMinute: 1440 }));

const spanOf = (from: number, to: number): Span => ({
  startsAt: new Date(from),
  endsAt: new Date(to),
});

/** Reference implementation, minute by minute. */
function naivelyAvailable({ hours, timeOff, timezone }: Availability, span: Span): boolean {
  for (let at = span.startsAt.getTime(); at < span.endsAt.getTime(); at += MINUTE) {
    const wall = DateTime.fromMillis(at, { zone: timezone });
    const minute = wall.hour * 60 + wall.minute;
    const works = hours.some(
      (h) => h.weekday === wall.weekday && h.startMinute <= minute && minute < h.endMinute,
    );
    const isOff = timeOff.some((off) => off.startsAt.getTime() <= at && at < off.endsAt.getTime());
    if (!works || isOff) return false;
  }
  return true;
}

/** Mornings, afternoons and nights that touch each other and midnight, with a few odd intervals. */
const someHours = fc
  .array(
    fc.tuple(
      fc.constantFrom(...WEEK),
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom([0, 540], [540, 780], [780, 1440], [0, 1440]) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 240 }))
            .map(([start, length]) => [start, Math.min(1440, start + length)]),
        },
      ),
    ),
    { minLength: 4, maxLength: 24 },
  )
  .map((intervals) =>
    intervals.map(([weekday, [startMinute = 0, endMinute = 0]]) => ({
      weekday,
      startMinute,
      endMinute,
    })),
  );

const ZONES_WITH_CHANGES = ZONES.map((timezone) => ({
  timezone,
  changes: changesOf(timezone, FROM, TO).map(({ at }) => at),
}));

/** Half of the spans lie where the zone's clocks change or its day turns. */
const someCase = fc.constantFrom(...ZONES_WITH_CHANGES).chain(({ timezone, changes }) => {
  const midnight = DateTime.fromMillis(FROM, { zone: timezone }).plus({ days: 40 }).startOf('day');
  const around = (at: number) =>
    fc.integer({ min: -200, max: 60 }).map((minutes) => at + minutes * MINUTE);
  const start = fc.oneof(
    fc.integer({ min: FROM / MINUTE, max: TO / MINUTE }).map((minute) => minute * MINUTE),
    fc.constantFrom(midnight.toMillis(), ...changes).chain(around),
  );
  return fc.record({
    timezone: fc.constant(timezone),
    start,
    minutes: fc.integer({ min: 1, max: 180 }),
    hours: someHours,
    timeOff: fc.array(
      fc.record({
        after: fc.integer({ min: -300, max: 300 }),
        length: fc.integer({ min: 1, max: 60 }),
      }),
      { maxLength: 2 },
    ),
  });
});

describe('availability', () => {
  it('matches the wall clock at every minute in every kind of zone', () => {
    const seen = { available: 0, unavailable: 0 };
    fc.assert(
      fc.property(someCase, ({ timezone, start, minutes, hours, timeOff }) => {
        const availability: Availability = {
          hours,
          timezone,
          timeOff: timeOff.map(({ after, length }) =>
            spanOf(start + after * MINUTE, start + (after + length) * MINUTE),
          ),
        };
        const span = spanOf(start, start + minutes * MINUTE);
        const expected = naivelyAvailable(availability, span);
        seen[expected ? 'available' : 'unavailable'] += 1;
        expect(isAvailable(availability, span)).toBe(expected);
      }),
      { numRuns: runs(500) },
    );
    expect(Math.min(seen.available, seen.unavailable)).toBeGreaterThan(40);
  });

  it('has no gap at clock changes in any zone when around the clock', () => {
    for (const timezone of Intl.supportedValuesOf('timeZone')) {
      const always = { hours: AROUND_THE_CLOCK, timeOff: [], timezone };
      for (const { at } of changesOf(timezone, FROM, TO)) {
        const window = { from: at - 24 * HOUR, to: at + 24 * HOUR };
        expect(openIntervals(always, window)).toEqual([window]);
      }
    }
  });

  it('has no gap in a year when around the clock', () => {
    const always = { hours: AROUND_THE_CLOCK, timeOff: [], timezone: 'America/New_York' };
    expect(openIntervals(always, { from: FROM, to: TO })).toEqual([{ from: FROM, to: TO }]);
  });

  it('is empty without weekly hours', () => {
    const never = { hours: [], timeOff: [], timezone: 'UTC' };
    expect(isAvailable(never, spanOf(FROM, FROM + MINUTE))).toBe(false);
  });

  describe('of a psychologist who works on Mondays from 9 to 17 in Jakarta', () => {
    const monday = Date.parse('2026-03-02T00:00:00+07:00');
    const hours = [{ weekday: 1, startMinute: 540, endMinute: 1020 }];
    const away = spanOf(monday + 12 * HOUR, monday + 13 * HOUR);
    const works = (from: number, to: number): boolean =>
      isAvailable(
        { hours, timeOff: [away], timezone: 'Asia/Jakarta' },
        spanOf(monday + from * HOUR, monday + to * HOUR),
      );

    it('starts and ends to the second', () => {
      expect(works(9, 10)).toBe(true);
      expect(works(16, 17)).toBe(true);
      expect(works(9 - 1 / 3600, 10)).toBe(false);
      expect(works(16, 17 + 1 / 3600)).toBe(false);
    });

    it('lets sessions touch time off on both sides', () => {
      expect(works(11, 12)).toBe(true);
      expect(works(13, 14)).toBe(true);
      expect(works(11, 12 + 1 / 3600)).toBe(false);
      expect(works(12.25, 12.5)).toBe(false);
      expect(works(11.5, 13.5)).toBe(false);
    });

    it('covers Mondays only', () => {
      expect(works(24 + 9, 24 + 10)).toBe(false);
      expect(works(7 * 24 + 9, 7 * 24 + 10)).toBe(true);
    });
  });
});

describe('peakLoad', () => {
  const someSpan = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
    .map(([from, length]) => spanOf(from, from + length));

  it('is the maximum over all moments of the span', () => {
    fc.assert(
      fc.property(fc.array(someSpan, { maxLength: 12 }), someSpan, (spans, within) => {
        const running = (at: number): number =>
          spans.filter((s) => s.startsAt.getTime() <= at && at < s.endsAt.getTime()).length;
        let peak = 0;
        for (let at = within.startsAt.getTime(); at < within.endsAt.getTime(); at += 1) {
          peak = Math.max(peak, running(at));
        }
        expect(peakLoad(spans, within)).toBe(peak);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it('excludes spans that only touch', () => {
    expect(peakLoad([spanOf(0, 10), spanOf(20, 30)], spanOf(10, 20))).toBe(0);
  });

  it('is one for consecutive spans', () => {
    const row = [0, 10, 20, 30].map((from) => spanOf(from, from + 10));
    expect(peakLoad(row, spanOf(0, 40))).toBe(1);
  });
});
