import { fc } from '../../../support/harness/property-testing';
import { formatIn } from '../../../../src/web/i18n/format';

const indonesian = formatIn('id');
const english = formatIn('en');
const JAKARTA = 'Asia/Jakarta';
const AT = '2025-08-11T07:00:00.000Z';

describe('dates and times', () => {
  it('follow the language', () => {
    expect(indonesian.day(AT, JAKARTA)).toBe('Senin, 11 Agustus 2025');
    expect(english.day(AT, JAKARTA)).toBe('Monday, 11 August 2025');
    expect(indonesian.time(AT, JAKARTA)).toBe('14.00');
    expect(english.time(AT, JAKARTA)).toBe('14:00');
    expect(indonesian.timeRange(AT, '2025-08-11T08:30:00Z', JAKARTA)).toBe('14.00–15.30');
  });

  it('follow the requested time zone', () => {
    expect(indonesian.time(AT, 'Asia/Jayapura')).toBe('16.00');
    expect(indonesian.zoneName(JAKARTA, AT)).toBe('WIB');
    expect(indonesian.zoneName('Asia/Makassar', AT)).toBe('WITA');
    expect(english.zoneName('Europe/London', '2025-01-11T07:00:00Z')).toBe('GMT');
    expect(english.zoneName('Europe/London', AT)).toBe('BST');
  });

  it('have the weekday of the requested time zone', () => {
    expect(indonesian.weekday('2025-08-10T17:00:00Z', JAKARTA)).toBe('Sen');
    expect(english.weekday('2025-08-10T16:59:59Z', JAKARTA)).toBe('Sun');
  });

  it('never show the hour of midnight as 24', () => {
    expect(indonesian.time('2025-08-10T17:00:00Z', JAKARTA)).toBe('00.00');
    expect(english.time('2025-08-10T17:00:00Z', JAKARTA)).toBe('00:00');
  });
});

describe('durations', () => {
  it('are in hours and minutes', () => {
    expect(indonesian.duration(90 * 60_000)).toBe('1 jam 30 menit');
    expect(english.duration(60 * 60_000)).toBe('1 hour');
    expect(english.duration(2 * 60_000)).toBe('2 minutes');
    expect(indonesian.minutes(90)).toBe('90 menit');
  });

  it('are in seconds below a minute', () => {
    expect(indonesian.duration(20_000)).toBe('20 detik');
    expect(english.duration(900)).toBe('1 second');
    expect(indonesian.duration(59_900)).toBe('1 menit');
    expect(indonesian.duration(0)).toBe('0 menit');
  });

  it('use the largest fitting unit when relative', () => {
    const now = Date.parse(AT);
    expect(indonesian.relative(now + 3 * 60_000, now)).toBe('dalam 3 menit');
    expect(english.relative(now - 2 * 3_600_000, now)).toBe('2 hours ago');
    expect(english.relative(now + 24 * 3_600_000, now)).toBe('tomorrow');
    expect(english.relative(now + 1_000, now)).toBe('now');
  });
});

describe('a countdown', () => {
  it('shows 0:00 only at the end', () => {
    expect(indonesian.countdown(1)).toBe('0:01');
    expect(indonesian.countdown(0)).toBe('0:00');
    expect(indonesian.countdown(-5_000)).toBe('0:00');
    expect(indonesian.countdown(5 * 60_000)).toBe('5:00');
    expect(indonesian.countdown(3_600_000 + 61_000)).toBe('1:01:01');
  });

  it('shows the exact seconds left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (seconds) => {
        const parts = indonesian
          .countdown(seconds * 1_000)
          .split(':')
          .map(Number)
          .reverse();
        const [s = 0, m = 0, h = 0] = parts;
        expect(h * 3_600 + m * 60 + s).toBe(seconds);
      }),
    );
  });
});
