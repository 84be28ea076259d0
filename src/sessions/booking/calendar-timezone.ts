import { DateTime } from 'luxon';
import { offsetIntervals } from '../availability/offset-intervals';
import type { OffsetInterval } from '../availability/offset-intervals';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LOCAL = "yyyyMMdd'T'HHmmss";

/**
 * Describes a time zone around one event, as a calendar file must before it may name it (RFC 5545,
 * 3.6.5): its distance from UTC then, and any change of the clocks within a day of the event.
 */
export function calendarTimezone(timezone: string, span: { startsAt: Date; endsAt: Date }): string {
  const stretches = offsetIntervals(
    timezone,
    span.startsAt.getTime() - DAY,
    span.endsAt.getTime() + DAY,
  );
  const observances = stretches.map((stretch, index) =>
    observance(timezone, stretch, stretches[index - 1]),
  );
  return ['BEGIN:VTIMEZONE', `TZID:${timezone}`, ...observances.flat(), 'END:VTIMEZONE'].join(
    '\r\n',
  );
}

function observance(timezone: string, now: OffsetInterval, before?: OffsetInterval): string[] {
  const kind = DateTime.fromMillis(now.from, { zone: timezone }).isInDST ? 'DAYLIGHT' : 'STANDARD';
  const offsetBefore = before?.offset ?? now.offset;
  // A change is written on the clock that was right until then; the first one is as old as need be.
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
