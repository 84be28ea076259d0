import type { DateHours } from '../../database/entities/sessions/date-hours';
import type { WeeklyHours } from '../../database/entities/sessions/weekly-hours';
import { offsetIntervals } from './offset-intervals';
import type { OffsetInterval } from './offset-intervals';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Half-open: `endsAt` is excluded. */
export interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** Half-open, in milliseconds. */
export interface Interval {
  from: number;
  to: number;
}

export interface Availability {
  hours: readonly Pick<WeeklyHours, 'weekday' | 'startMinute' | 'endMinute'>[];
  /** Dates whose hours replace those of their weekday. */
  dates?: readonly Pick<DateHours, 'date' | 'hours'>[];
  timeOff: readonly Span[];
  /** IANA zone of `hours`. */
  timezone: string;
}

/**
 * Whether the whole span is within the weekly hours on the psychologist's wall clock and outside
 * time off. Adjacent hours join, also at midnight and where clocks change.
 */
export function isAvailable(availability: Availability, span: Span): boolean {
  const [from, to] = [span.startsAt.getTime(), span.endsAt.getTime()];
  return openIntervals(availability, { from, to }).some((s) => s.from <= from && to <= s.to);
}

/** Whether hours leave out a booking; time off does not count. */
export function isOutsideHours(booking: Span, own: Availability): boolean {
  return !isAvailable({ ...own, timeOff: [] }, booking);
}

/** The intervals of a window in which a psychologist accepts sessions, sorted and disjoint. */
export function openIntervals(availability: Availability, window: Interval): Interval[] {
  const { timeOff, timezone } = availability;
  const open = offsetIntervals(timezone, window.from, window.to).flatMap((offsets) =>
    hoursWithin(availability, offsets),
  );
  const closed = timeOff.map((span) => toInterval(span));
  return closed.reduce<Interval[]>(
    (left, off) => left.flatMap((s) => subtractInterval(s, off)),
    mergeIntervals(open),
  );
}

/** Maximum number of spans that run at the same time within `span`. */
export function peakLoad(spans: readonly Span[], span: Span): number {
  const window = toInterval(span);
  const changes = spans
    .map(toInterval)
    .filter((s) => s.from < window.to && s.to > window.from)
    .flatMap((s) => [
      { at: Math.max(s.from, window.from), by: 1 },
      { at: s.to, by: -1 },
    ])
    // At one instant ends sort first: they free capacity for the starts.
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let running = 0;
  let peak = 0;
  for (const change of changes) {
    running += change.by;
    peak = Math.max(peak, running);
  }
  return peak;
}

function toInterval(span: Span): Interval {
  return { from: span.startsAt.getTime(), to: span.endsAt.getTime() };
}

function hoursWithin(
  { hours, dates = [] }: Availability,
  { from, to, offset }: OffsetInterval,
): Interval[] {
  const found: Interval[] = [];
  const hoursOfDate = new Map(dates.map((own) => [own.date, own.hours]));
  // On the wall clock, as if it were UTC, days and weekdays are plain arithmetic.
  const [wallFrom, wallTo] = [from + offset, to + offset];
  for (let day = Math.floor(wallFrom / DAY) * DAY; day < wallTo; day += DAY) {
    const weekday = new Date(day).getUTCDay() || 7;
    const date = new Date(day).toISOString().slice(0, 10);
    for (const interval of hoursOfDate.get(date) ?? hours.filter((h) => h.weekday === weekday)) {
      const opens = Math.max(day + interval.startMinute * MINUTE, wallFrom);
      const closes = Math.min(day + interval.endMinute * MINUTE, wallTo);
      if (opens < closes) found.push({ from: opens - offset, to: closes - offset });
    }
  }
  return found;
}

function mergeIntervals(intervals: Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const next of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && next.from <= last.to) last.to = Math.max(last.to, next.to);
    else joined.push({ ...next });
  }
  return joined;
}

function subtractInterval(interval: Interval, off: Interval): Interval[] {
  return [
    { from: interval.from, to: Math.min(interval.to, off.from) },
    { from: Math.max(interval.from, off.to), to: interval.to },
  ].filter((part) => part.from < part.to);
}
