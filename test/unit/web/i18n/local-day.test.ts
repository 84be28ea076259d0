import { fc } from '../../../support/harness/property-testing';
import { addDays, localClock, localDay, noonOf } from '../../../../src/web/i18n/local-day';

/** Days between 1990 and 2090. */
const days = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => localDay(date));

describe('local days', () => {
  it('are formatted as year, month and day', () => {
    expect(localDay(new Date(2025, 7, 9, 23, 59))).toBe('2025-08-09');
    expect(localClock(new Date(2025, 7, 9, 4, 5, 6))).toBe('04:05:06');
  });

  it('cross months, years and leap days', () => {
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('return to the start after adding and subtracting days, across clock changes', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -400, max: 400 }), (day, many) => {
        expect(addDays(addDays(day, many), -many)).toBe(day);
        expect(localDay(noonOf(day))).toBe(day);
      }),
    );
  });
});
