import { z } from 'zod';
import { isoTime } from '../iso-time';
import { timezoneField } from '../time-zone';
import { MAX_BUFFER_MINUTES } from './capacity-policy';
import { timeOfDay } from './psychologist-view';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const MAX_INTERVALS = 100;

const minutesAfterMidnight = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};

const intervalShape = {
  startTime: z.string('is required').regex(CLOCK, 'must be a time as HH:mm'),
  endTime: z
    .string('is required')
    .refine((text) => CLOCK.test(text) || text === '24:00', 'must be a time as HH:mm, or 24:00'),
};

const toMinutes = ({ startTime, endTime }: { startTime: string; endTime: string }) => ({
  startMinute: minutesAfterMidnight(startTime),
  endMinute: minutesAfterMidnight(endTime),
});

const weeklyInterval = z
  .object({
    weekday: z
      .number('must be a number')
      .int('must be a whole number')
      .min(1, 'must be 1 (Monday) to 7 (Sunday)')
      .max(7, 'must be 1 (Monday) to 7 (Sunday)'),
    ...intervalShape,
  })
  .transform(({ weekday, ...times }) => ({ weekday, ...toMinutes(times) }));

const dayInterval = z.object(intervalShape).transform(toMinutes);

/** Reports intervals that are empty or overlap an earlier one of the same day. */
function checkIntervals<T extends DayInterval>(
  hours: T[],
  context: z.RefinementCtx,
  isSameDay: (a: T, b: T) => boolean,
): void {
  hours.forEach((interval, index) => {
    const earlier = hours.slice(0, index).filter((other) => isSameDay(other, interval));
    const fault = findFault(interval, earlier);
    if (fault) context.addIssue({ code: 'custom', ...fault, path: [index, fault.field] });
  });
}

interface DayInterval {
  startMinute: number;
  endMinute: number;
}

/** The whole week: hours that are left out are removed. */
export const weeklyHoursSchema = z.object({
  hours: z
    .array(weeklyInterval, 'must be a list of hours')
    .max(MAX_INTERVALS, `must have at most ${MAX_INTERVALS} entries`)
    .superRefine((hours, context) =>
      checkIntervals(hours, context, (a, b) => a.weekday === b.weekday),
    ),
  timezone: timezoneField.optional(),
});
export type WeeklyHoursInput = z.output<typeof weeklyHoursSchema>;

function findFault(
  interval: DayInterval,
  earlier: DayInterval[],
): { field: 'startTime' | 'endTime'; message: string } | undefined {
  if (interval.endMinute <= interval.startMinute) {
    return { field: 'endTime', message: 'must be later than startTime' };
  }
  const other = earlier.find(
    ({ startMinute, endMinute }) =>
      startMinute < interval.endMinute && interval.startMinute < endMinute,
  );
  if (!other) return undefined;
  const span = `${timeOfDay(other.startMinute)} to ${timeOfDay(other.endMinute)}`;
  return { field: 'startTime', message: `overlaps ${span} of the same day` };
}

export const timeOffSchema = z
  .object({ startsAt: isoTime, endsAt: isoTime })
  .refine(({ startsAt, endsAt }) => startsAt < endsAt, {
    path: ['endsAt'],
    message: 'must be later than startsAt',
  });
export type TimeOffInput = z.output<typeof timeOffSchema>;

/** The hours of one date; none: no sessions that day. */
export const dateHoursSchema = z.object({
  date: z.iso.date('must be a date as YYYY-MM-DD'),
  hours: z
    .array(dayInterval, 'must be a list of hours')
    .max(MAX_INTERVALS, `must have at most ${MAX_INTERVALS} entries`)
    .superRefine((hours, context) => checkIntervals(hours, context, () => true)),
});
export type DateHoursInput = z.output<typeof dateHoursSchema>;

export const bufferSchema = z.object({
  minutes: z
    .number('must be a number of minutes')
    .int('must be a whole number')
    .min(0, 'must be 0 to 120')
    .max(MAX_BUFFER_MINUTES, 'must be 0 to 120'),
});
