import type { WeeklyInterval } from '../../api/api-types';

/** A stretch of a week that is being edited; times are HH:mm, 24:00 is the end of the day. */
export interface DraftInterval {
  /** Stays with the stretch while others come and go. */
  key: string;
  start: string;
  end: string;
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type WeekDraft = Record<Weekday, readonly DraftInterval[]>;

/** What is wrong with a stretch; the server would say the same. */
export type IntervalError = 'backwards' | 'overlap';

let lastKey = 0;
const newKey = (): string => `stretch-${(lastKey += 1)}`;

export function weekDraftFrom(hours: readonly WeeklyInterval[]): WeekDraft {
  const onDay = (weekday: Weekday): DraftInterval[] =>
    hours
      .filter((stretch) => stretch.weekday === weekday)
      .map(({ startTime, endTime }) => ({ key: newKey(), start: startTime, end: endTime }));
  return Object.fromEntries(WEEKDAYS.map((day) => [day, onDay(day)])) as unknown as WeekDraft;
}

/** What the API is told, in the order of the week. */
export function weeklyHoursFrom(week: WeekDraft): WeeklyInterval[] {
  return WEEKDAYS.flatMap((weekday) =>
    week[weekday].map(({ start, end }) => ({
      weekday,
      startTime: start,
      endTime: end,
    })),
  );
}

/** The faults of a week, by the key of the stretch. */
export function weekErrors(week: WeekDraft): Map<string, IntervalError> {
  const faults = new Map<string, IntervalError>();
  for (const weekday of WEEKDAYS) {
    week[weekday].forEach((stretch, index, all) => {
      const fault = intervalError(stretch, all.slice(0, index));
      if (fault) faults.set(stretch.key, fault);
    });
  }
  return faults;
}

function intervalError(
  stretch: DraftInterval,
  earlier: readonly DraftInterval[],
): IntervalError | undefined {
  if (stretch.end <= stretch.start) return 'backwards';
  const overlaps = earlier.some(({ start, end }) => start < stretch.end && stretch.start < end);
  return overlaps ? 'overlap' : undefined;
}

const DEFAULT_START = '09:00';
const DEFAULT_END = '17:00';
const END_OF_DAY = '24:00';

/** A day with one stretch more: from where the last one ends, or a working day. */
export function addInterval(week: WeekDraft, weekday: Weekday): WeekDraft {
  const last = week[weekday].at(-1)?.end ?? END_OF_DAY;
  const times =
    last === END_OF_DAY
      ? { start: DEFAULT_START, end: DEFAULT_END }
      : { start: last, end: last < DEFAULT_END ? DEFAULT_END : END_OF_DAY };
  return { ...week, [weekday]: [...week[weekday], { key: newKey(), ...times }] };
}

export function removeInterval(week: WeekDraft, key: string): WeekDraft {
  return mapDays(week, (stretches) => stretches.filter((stretch) => stretch.key !== key));
}

export function updateInterval(
  week: WeekDraft,
  key: string,
  times: Partial<Pick<DraftInterval, 'start' | 'end'>>,
): WeekDraft {
  return mapDays(week, (stretches) =>
    stretches.map((stretch) => (stretch.key === key ? { ...stretch, ...times } : stretch)),
  );
}

/** The hours of one day on others too. */
export function copyDay(week: WeekDraft, from: Weekday, to: readonly Weekday[]): WeekDraft {
  return mapDays(week, (stretches, weekday) =>
    weekday !== from && to.includes(weekday)
      ? week[from].map((stretch) => ({ ...stretch, key: newKey() }))
      : stretches,
  );
}

/** Whether both say the same to the API. */
export function isSameWeek(a: WeekDraft, b: WeekDraft): boolean {
  return JSON.stringify(weeklyHoursFrom(a)) === JSON.stringify(weeklyHoursFrom(b));
}

function mapDays(
  week: WeekDraft,
  change: (stretches: readonly DraftInterval[], weekday: Weekday) => readonly DraftInterval[],
): WeekDraft {
  return Object.fromEntries(
    WEEKDAYS.map((weekday) => [weekday, change(week[weekday], weekday)]),
  ) as unknown as WeekDraft;
}
