import { DateTime } from 'luxon';
import { AppError } from '../../errors';

export interface LocalSpan {
  /** YYYY-MM-DD */
  date: string;
  /** HH:mm or HH:mm:ss, wall clock. */
  startTime: string;
  endTime: string;
  /** IANA name. */
  timezone: string;
}

export interface ResolvedSpan {
  startsAt: Date;
  endsAt: Date;
  /** Wall-clock times that occur twice that day; the earlier instant is used. */
  ambiguous: ('startTime' | 'endTime')[];
  /** The end is not after the start, so it is on the next day. */
  crossesMidnight: boolean;
}

/**
 * Resolves wall-clock times to instants (C-10, C-55). An end at or before the start is on the next
 * day. Throws `time-does-not-exist` for a time the clocks skip, with a suggestion.
 */
export function resolveLocalSpan(span: LocalSpan): ResolvedSpan {
  const start = resolveLocal(span.date, span.startTime, span.timezone);
  const crossesMidnight =
    secondsAfterMidnight(span.endTime) <= secondsAfterMidnight(span.startTime);
  const endDate = crossesMidnight
    ? DateTime.fromISO(span.date, { zone: 'utc' }).plus({ days: 1 }).toISODate()
    : span.date;
  const end = resolveLocal(endDate ?? span.date, span.endTime, span.timezone);
  const ambiguous: ResolvedSpan['ambiguous'] = [];
  if (start.ambiguous) ambiguous.push('startTime');
  if (end.ambiguous) ambiguous.push('endTime');
  return { startsAt: new Date(start.ms), endsAt: new Date(end.ms), ambiguous, crossesMidnight };
}

/** ISO 8601 with offset, such as `2025-08-11T14:00:00+07:00`. */
export function formatLocalTime(instant: Date, timezone: string): string {
  return (
    DateTime.fromJSDate(instant, { zone: timezone }).toISO({ suppressMilliseconds: true }) ?? ''
  );
}

/** The wall time of an instant, as it is stored with a booking. */
export function localStartOf(instant: Date, timezone: string): string {
  return DateTime.fromJSDate(instant, { zone: timezone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** The instant of a stored wall time by the present rules of the zone. */
export function instantOfLocalStart(localStart: string, timezone: string): Date {
  const [date = '', time = ''] = localStart.split('T');
  return new Date(resolveLocal(date, time, timezone).ms);
}

function secondsAfterMidnight(time: string): number {
  const [h = 0, m = 0, s = 0] = time.split(':').map(Number);
  return h * 3600 + m * 60 + s;
}

const HOUR = 3_600_000;

function resolveLocal(
  date: string,
  time: string,
  timezone: string,
): { ms: number; ambiguous: boolean } {
  const wall = DateTime.fromISO(`${date}T${time}`, { zone: 'utc' });
  const offsetAt = (ms: number): number =>
    DateTime.fromMillis(ms, { zone: timezone }).offset * 60_000;
  // Candidate offsets around that wall time; an instant counts when it shows that wall time.
  const offsets = new Set(
    [-36, -24, -12, -3, 0, 3, 12, 24, 36].map((hours) => offsetAt(wall.toMillis() + hours * HOUR)),
  );
  const instants = [...offsets]
    .map((offset) => wall.toMillis() - offset)
    .filter((ms) => ms + offsetAt(ms) === wall.toMillis())
    .sort((a, b) => a - b);
  const [earliest] = instants;
  if (earliest === undefined) throw nonexistent(date, time, timezone);
  return { ms: earliest, ambiguous: instants.length > 1 };
}

function nonexistent(date: string, time: string, timezone: string): AppError {
  const shifted = DateTime.fromISO(`${date}T${time}`, { zone: timezone });
  const suggestion = shifted.toFormat('yyyy-MM-dd HH:mm');
  return new AppError('time-does-not-exist', {
    message: `${date} ${time} does not exist in ${timezone}: the clocks go forward then. Try ${suggestion}`,
    details: { suggestion },
  });
}
