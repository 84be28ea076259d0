import { z } from 'zod';
import { ERROR_KINDS } from '../../errors';
import type { ErrorCode } from '../../errors';
import { PASSWORD_FAULT_CODES } from '../../users/passwords/password-rules';
import { instant } from '../shared/instant';

const CODES = Object.keys(ERROR_KINDS) as ErrorCode[];

/** Facts of some errors that help the user to continue; clients ignore the others. */
const detailsSchema = z.object({
  id: z.string().describe('Id of the log entry; include it in a report'),
  fields: z.array(z.object({ field: z.string(), message: z.string() })),
  nextSlots: z.array(
    z.object({
      startsAt: instant,
      endsAt: instant,
      startsAtLocal: z.string(),
      endsAtLocal: z.string(),
      psychologistIds: z.array(z.string()),
    }),
  ),
  earliest: instant.describe('The earliest start that can be booked'),
  latest: instant.describe('The latest start that can be booked, or the latest time for a change'),
  limit: z.number().describe('Maximum number of open bookings'),
  conflicts: z
    .array(z.object({ date: z.string(), code: z.enum(CODES) }))
    .describe('Weeks of a series that are not free'),
  suggestion: z.string().describe('A local time that exists'),
  link: z.enum(['unknown', 'used', 'expired']).describe('Why a one-time link is not valid'),
  password: z.enum(PASSWORD_FAULT_CODES).describe('Why a password is not accepted'),
  minMinutes: z.number(),
  maxMinutes: z.number(),
  retryAfter: z.number().describe('Seconds to wait before trying again'),
});

/** The error body of every contract (C-23). */
export const errorResponse = z.object({
  success: z.literal(false),
  message: z.string().describe('What happened and what to do next'),
  statusCode: z.int(),
  code: z.enum(CODES),
  details: detailsSchema.partial().optional(),
});
