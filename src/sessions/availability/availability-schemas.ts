import { z } from 'zod';
import { isoTime } from '../iso-time';
import { timezoneField } from '../time-zone';
import { timeOfDay } from './psychologist-view';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const MAX_INTERVALS = 100;

const minutesAfterMidnight = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};

const weeklyInterval = z
  .object({
    weekday: z
      .number('must be a number')
      .int('must be a whole number')
      .min(1, 'must be 1 (Monday) to 7 (Sunday)')
      .max(7, 'must be 1 (Monday) to 7 (Sunday)'),
    startTime: z.string('is required').regex(CLOCK, 'must be a time as HH:mm'),
    endTime: z
      .string('is required')
      .refine((text) => CLOCK.test(text) || text === '24:00', 'must be a time as HH:mm, or 24:00'),
  })
  .transform(({ weekday, startTime, endTime }) => ({
    weekday,
    startMinute: minutesAfterMidnight(startTime),
    endMinute: minutesAfterMidnight(endTime),
  }));
type WeeklyInterval = z.output<typeof weeklyInterval>;

/** The whole week: hours that are left out are removed. */
export const weeklyHoursSchema = z.object({
  hours: z
    .array(weeklyInterval, 'must be a list of hours')
    .max(MAX_INTERVALS, `must have at most ${MAX_INTERVALS} entries`)
    .superRefine((hours, context) => {
      hours.forEach((interval, index) => {
        const fault = findFault(interval, hours.slice(0, index));
        if (fault) context.addIssue({ code: 'custom', ...fault, path: [index, fault.field] });
      });
    }),
  timezone: timezoneField.optional(),
});
export type WeeklyHoursInput = z.output<typeof weeklyHoursSchema>;

function findFault(
  interval: WeeklyInterval,
  earlier: WeeklyInterval[],
): { field: 'startTime' | 'endTime'; message: string } | undefined {
  if (interval.endMinute <= interval.startMinute) {
    return { field: 'endTime', message: 'must be later than startTime' };
  }
  const other = earlier.find(
    ({ weekday, startMinute, endMinute }) =>
      weekday === interval.weekday &&
      startMinute < interval.endMinute &&
      interval.startMinute < endMinute,
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
