import type { WeeklyInterval } from '../../api/api-types';

/** An interval being edited; times are HH:mm, 24:00 is the end of the day. */
export interface DraftInterval {
  /** Stable while other intervals are added and removed. */
  key: string;
  start: string;
  end: string;
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type WeekDraft = Record<Weekday, readonly DraftInterval[]>;

/** By the same rules as the API. */
export type IntervalError = 'backwards' | 'overlap';

let lastKey = 0;
const newKey = (): string => `interval-${(lastKey += 1)}`;

export function weekDraftFrom(hours: readonly WeeklyInterval[]): WeekDraft {
  const onDay = (weekday: Weekday): DraftInterval[] =>
    hours
      .filter((interval) => interval.weekday === weekday)
      .map(({ startTime, endTime }) => ({ key: newKey(), start: startTime, end: endTime }));
  return Object.fromEntries(WEEKDAYS.map((day) => [day, onDay(day)])) as unknown as WeekDraft;
}

/** The request body, in the order of the week. */
export function weeklyHoursFrom(week: WeekDraft): WeeklyInterval[] {
  return WEEKDAYS.flatMap((weekday) =>
    week[weekday].map(({ start, end }) => ({
      weekday,
      startTime: start,
      endTime: end,
    })),
  );
}

/** Errors by interval key. */
export function weekErrors(week: WeekDraft): Map<string, IntervalError> {
  return new Map(WEEKDAYS.flatMap((weekday) => [...dayErrors(week[weekday])]));
}

/** Errors of one day by interval key. */
export function dayErrors(intervals: readonly DraftInterval[]): Map<string, IntervalError> {
  const errors = new Map<string, IntervalError>();
  intervals.forEach((interval, index) => {
    const error = intervalError(interval, intervals.slice(0, index));
    if (error) errors.set(interval.key, error);
  });
  return errors;
}

function intervalError(
  interval: DraftInterval,
  earlier: readonly DraftInterval[],
): IntervalError | undefined {
  if (interval.end <= interval.start) return 'backwards';
  const overlaps = earlier.some(({ start, end }) => start < interval.end && interval.start < end);
  return overlaps ? 'overlap' : undefined;
}

const DEFAULT_START = '09:00';
const DEFAULT_END = '17:00';
const END_OF_DAY = '24:00';

export function addInterval(week: WeekDraft, weekday: Weekday): WeekDraft {
  return { ...week, [weekday]: [...week[weekday], nextInterval(week[weekday])] };
}

/** Another interval of a day: from the end of the last one, or a working day. */
export function nextInterval(intervals: readonly DraftInterval[]): DraftInterval {
  const last = intervals.at(-1)?.end ?? END_OF_DAY;
  const times =
    last === END_OF_DAY
      ? { start: DEFAULT_START, end: DEFAULT_END }
      : { start: last, end: last < DEFAULT_END ? DEFAULT_END : END_OF_DAY };
  return { key: newKey(), ...times };
}

export function removeInterval(week: WeekDraft, key: string): WeekDraft {
  return mapDays(week, (intervals) => intervals.filter((interval) => interval.key !== key));
}

export function updateInterval(
  week: WeekDraft,
  key: string,
  times: Partial<Pick<DraftInterval, 'start' | 'end'>>,
): WeekDraft {
  return mapDays(week, (intervals) =>
    intervals.map((interval) => (interval.key === key ? { ...interval, ...times } : interval)),
  );
}

/** Copies one day's intervals to others. */
export function copyDay(week: WeekDraft, from: Weekday, to: readonly Weekday[]): WeekDraft {
  return mapDays(week, (intervals, weekday) =>
    weekday !== from && to.includes(weekday)
      ? week[from].map((interval) => ({ ...interval, key: newKey() }))
      : intervals,
  );
}

/** Whether both would send the same hours. */
export function isSameWeek(a: WeekDraft, b: WeekDraft): boolean {
  return JSON.stringify(weeklyHoursFrom(a)) === JSON.stringify(weeklyHoursFrom(b));
}

function mapDays(
  week: WeekDraft,
  change: (intervals: readonly DraftInterval[], weekday: Weekday) => readonly DraftInterval[],
): WeekDraft {
  return Object.fromEntries(
    WEEKDAYS.map((weekday) => [weekday, change(week[weekday], weekday)]),
  ) as unknown as WeekDraft;
}
