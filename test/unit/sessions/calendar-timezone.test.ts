import { DateTime } from 'luxon';
import { calendarTimezone } from '../../../src/sessions/calendar/calendar-timezone';

const around = (timezone: string, start: string): string[] => {
  const startsAt = DateTime.fromISO(start, { zone: timezone });
  const span = { startsAt: startsAt.toJSDate(), endsAt: startsAt.plus({ hours: 1 }).toJSDate() };
  return calendarTimezone(timezone, span).split('\r\n');
};

describe('VTIMEZONE', () => {
  it('is the UTC offset where clocks never change', () => {
    expect(around('Asia/Jakarta', '2025-08-11T14:00')).toEqual([
      'BEGIN:VTIMEZONE',
      'TZID:Asia/Jakarta',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0700',
      'TZOFFSETTO:+0700',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]);
  });

  it.each([
    ['Asia/Kathmandu', '+0545'],
    ['America/St_Johns', '-0230'],
    ['Asia/Kolkata', '+0530'],
  ])('supports the fractional offset of %s', (timezone, offset) => {
    expect(around(timezone, '2025-07-01T12:00')).toContain(`TZOFFSETTO:${offset}`);
  });

  it('contains clock changes near the event', () => {
    expect(around('Europe/Berlin', '2026-03-29T01:30').slice(2, -1)).toEqual([
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0100',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:20260329T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
    ]);
  });
});
