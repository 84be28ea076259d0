import { z } from 'zod';
import { isRowId } from '../../ids';
import { timezoneField } from '../time-zone';
import { METHODS } from '../../enums';

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

const clockTime = z.string('is required').regex(CLOCK, 'must be a time as HH:mm or HH:mm:ss');

/** Times on the client's wall clock (counseling-12, C-55). */
const localSpanSchema = z.object({
  date: z.iso.date('must be a date as YYYY-MM-DD'),
  startTime: clockTime,
  endTime: clockTime,
  timezone: timezoneField,
});

export const userIdSchema = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .refine(isRowId, 'must be a user id');

/** Booking request body (counseling-11, C-42, C-52). */
export const bookingSchema = localSpanSchema.extend({
  method: z.enum(METHODS, `must be one of ${METHODS.join(', ')}`),
  notes: z.string().max(5000, 'must have at most 5000 characters').optional(),
  psychologistId: userIdSchema.optional(),
  pace: z.enum(['real', 'demo']).default('real'),
});

export type BookingInput = z.infer<typeof bookingSchema>;

const MAX_WEEKS = 12;

/** A weekly series: the first appointment and the number of weeks. */
export const seriesSchema = bookingSchema.omit({ pace: true }).extend({
  weeks: z
    .number('must be a number')
    .int('must be a whole number')
    .min(2, `must be 2 to ${MAX_WEEKS}`)
    .max(MAX_WEEKS, `must be 2 to ${MAX_WEEKS}`),
});
export type SeriesInput = z.infer<typeof seriesSchema>;

export const rescheduleSchema = localSpanSchema;
export type RescheduleInput = z.infer<typeof rescheduleSchema>;
