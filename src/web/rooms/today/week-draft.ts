import type { WeeklyStretch } from '../../api/api-types';

/** A stretch of a week that is being edited; times are HH:mm, 24:00 is the end of the day. */
export interface DraftStretch {
  /** Stays with the stretch while others come and go. */
  key: string;
  start: string;
  end: string;
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type WeekDraft = Record<Weekday, readonly DraftStretch[]>;

/** What is wrong with a stretch; the server would say the same. */
export type StretchFault = 'backwards' | 'overlap';

let made = 0;
const newKey = (): string => `stretch-${(made += 1)}`;

export function draftOf(hours: readonly WeeklyStretch[]): WeekDraft {
  const onDay = (weekday: Weekday): DraftStretch[] =>
    hours
      .filter((stretch) => stretch.weekday === weekday)
      .map(({ startTime, endTime }) => ({ key: newKey(), start: startTime, end: endTime }));
  return Object.fromEntries(WEEKDAYS.map((day) => [day, onDay(day)])) as unknown as WeekDraft;
}

/** What the API is told, in the order of the week. */
export function hoursOf(week: WeekDraft): WeeklyStretch[] {
  return WEEKDAYS.flatMap((weekday) =>
    week[weekday].map(({ start, end }) => ({
      weekday,
      startTime: start,
      endTime: end,
    })),
  );
}

/** The faults of a week, by the key of the stretch. */
export function faultsOf(week: WeekDraft): Map<string, StretchFault> {
  const faults = new Map<string, StretchFault>();
  for (const weekday of WEEKDAYS) {
    week[weekday].forEach((stretch, index, all) => {
      const fault = faultOf(stretch, all.slice(0, index));
      if (fault) faults.set(stretch.key, fault);
    });
  }
  return faults;
}

function faultOf(
  stretch: DraftStretch,
  earlier: readonly DraftStretch[],
): StretchFault | undefined {
  if (stretch.end <= stretch.start) return 'backwards';
  const overlaps = earlier.some(({ start, end }) => start < stretch.end && stretch.start < end);
  return overlaps ? 'overlap' : undefined;
}

const DEFAULT_START = '09:00';
const DEFAULT_END = '17:00';
const END_OF_DAY = '24:00';

/** A day with one stretch more: from where the last one ends, or a working day. */
export function withStretch(week: WeekDraft, weekday: Weekday): WeekDraft {
  const last = week[weekday].at(-1)?.end ?? END_OF_DAY;
  const times =
    last === END_OF_DAY
      ? { start: DEFAULT_START, end: DEFAULT_END }
      : { start: last, end: last < DEFAULT_END ? DEFAULT_END : END_OF_DAY };
  return { ...week, [weekday]: [...week[weekday], { key: newKey(), ...times }] };
}

export function withoutStretch(week: WeekDraft, key: string): WeekDraft {
  return mapDays(week, (stretches) => stretches.filter((stretch) => stretch.key !== key));
}

export function withTimes(
  week: WeekDraft,
  key: string,
  times: Partial<Pick<DraftStretch, 'start' | 'end'>>,
): WeekDraft {
  return mapDays(week, (stretches) =>
    stretches.map((stretch) => (stretch.key === key ? { ...stretch, ...times } : stretch)),
  );
}

/** The hours of one day on others too. */
export function withCopies(week: WeekDraft, from: Weekday, to: readonly Weekday[]): WeekDraft {
  return mapDays(week, (stretches, weekday) =>
    weekday !== from && to.includes(weekday)
      ? week[from].map((stretch) => ({ ...stretch, key: newKey() }))
      : stretches,
  );
}

/** Whether both say the same to the API. */
export function sameWeek(a: WeekDraft, b: WeekDraft): boolean {
  return JSON.stringify(hoursOf(a)) === JSON.stringify(hoursOf(b));
}

function mapDays(
  week: WeekDraft,
  change: (stretches: readonly DraftStretch[], weekday: Weekday) => readonly DraftStretch[],
): WeekDraft {
  return Object.fromEntries(
    WEEKDAYS.map((weekday) => [weekday, change(week[weekday], weekday)]),
  ) as unknown as WeekDraft;
}
