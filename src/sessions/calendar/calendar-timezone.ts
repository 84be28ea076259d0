import { DateTime } from 'luxon';
import { offsetIntervals } from '../availability/offset-intervals';
import type { OffsetInterval } from '../availability/offset-intervals';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LOCAL = "yyyyMMdd'T'HHmmss";

/**
 * VTIMEZONE component (RFC 5545, 3.6.5): the offset at the event and every clock change within a
 * day of it.
 */
export function calendarTimezone(timezone: string, span: { startsAt: Date; endsAt: Date }): string {
  const intervals = offsetIntervals(
    timezone,
    span.startsAt.getTime() - DAY,
    span.endsAt.getTime() + DAY,
  );
  const observances = intervals.map((interval, index) =>
    observance(timezone, interval, intervals[index - 1]),
  );
  return ['BEGIN:VTIMEZONE', `TZID:${timezone}`, ...observances.flat(), 'END:VTIMEZONE'].join(
    '\r\n',
  );
}

function observance(timezone: string, now: OffsetInterval, before?: OffsetInterval): string[] {
  const kind = DateTime.fromMillis(now.from, { zone: timezone }).isInDST ? 'DAYLIGHT' : 'STANDARD';
  const offsetBefore = before?.offset ?? now.offset;
  // A change is given on the previous offset's clock; the first observance needs a date before the
  // event.
  const since = before
    ? DateTime.fromMillis(now.from + offsetBefore, { zone: 'utc' }).toFormat(LOCAL)
    : '19700101T000000';
  return [
    `BEGIN:${kind}`,
    `DTSTART:${since}`,
    `TZOFFSETFROM:${offsetText(offsetBefore)}`,
    `TZOFFSETTO:${offsetText(now.offset)}`,
    `END:${kind}`,
  ];
}

function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE;
  const pad = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${pad(minutes / 60)}${pad(minutes % 60)}`;
}
