import type { WeeklyStretch } from '../../api/api-types';

/** A week while it is being edited. Midnight at the end of a day is written as `00:00` there. */
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
export type StretchFault = 'missing' | 'backwards' | 'overlap';

const MIDNIGHT = '00:00';
const END_OF_DAY = '24:00';

let made = 0;
const newKey = (): string => `stretch-${(made += 1)}`;

export function draftOf(hours: readonly WeeklyStretch[]): WeekDraft {
  const onDay = (weekday: Weekday): DraftStretch[] =>
    hours
      .filter((stretch) => stretch.weekday === weekday)
      .map(({ startTime, endTime }) => ({
        key: newKey(),
        start: startTime,
        end: endTime === END_OF_DAY ? MIDNIGHT : endTime,
      }));
  return Object.fromEntries(WEEKDAYS.map((day) => [day, onDay(day)])) as unknown as WeekDraft;
}

/** What the API is told, in the order of the week. */
export function hoursOf(week: WeekDraft): WeeklyStretch[] {
  return WEEKDAYS.flatMap((weekday) =>
    week[weekday].map(({ start, end }) => ({
      weekday,
      startTime: start,
      endTime: end === MIDNIGHT ? END_OF_DAY : end,
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
  const [from, to] = spanOf(stretch);
  if (Number.isNaN(from) || Number.isNaN(to)) return 'missing';
  if (to <= from) return 'backwards';
  const overlaps = earlier.some((other) => {
    const [otherFrom, otherTo] = spanOf(other);
    return otherFrom < to && from < otherTo;
  });
  return overlaps ? 'overlap' : undefined;
}

/** In minutes after midnight; NaN where nothing was given. */
function spanOf({ start, end }: DraftStretch): [number, number] {
  return [minutesOf(start), minutesOf(end === MIDNIGHT ? END_OF_DAY : end)];
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? NaN) * 60 + (minutes ?? NaN);
}

const DEFAULT_START = '09:00';
const DEFAULT_END = '17:00';

/** A day with one stretch more: after the last one, or a working day. */
export function withStretch(week: WeekDraft, weekday: Weekday): WeekDraft {
  const last = week[weekday].at(-1);
  const start = last ? last.end : DEFAULT_START;
  const isLate = minutesOf(start) >= minutesOf(DEFAULT_END);
  const end = last ? (isLate || start === MIDNIGHT ? MIDNIGHT : DEFAULT_END) : DEFAULT_END;
  return { ...week, [weekday]: [...week[weekday], { key: newKey(), start, end }] };
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
