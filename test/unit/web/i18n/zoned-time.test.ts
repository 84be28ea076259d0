import { DateTime } from 'luxon';
import { zonedInstant, zonedText } from '../../../../src/web/i18n/zoned-time';

const HOUR = 3_600_000;
const ZONES = [
  'Asia/Jakarta',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/St_Johns',
  'Pacific/Apia',
];

describe('times of a zone', () => {
  it.each(ZONES)('of %s are those of luxon, hour by hour for a year', (zone) => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 5 * HOUR) {
      const wall = DateTime.fromMillis(at, { zone });
      const text = wall.toFormat("yyyy-MM-dd'T'HH:mm");
      expect(zonedText(at, zone)).toBe(text);
      const possible = wall.getPossibleOffsets().map((one) => one.toMillis());
      expect(zonedInstant(text, zone)).toBe(Math.min(...possible));
    }
  });

  it('that are skipped or no times', () => {
    const skipped = zonedInstant('2026-03-29T02:30', 'Europe/Berlin');
    expect(new Date(skipped).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(zonedInstant('', 'Europe/Berlin')).toBeNaN();
  });
});
