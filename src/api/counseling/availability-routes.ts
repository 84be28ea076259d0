import { z } from 'zod';
import type { Context } from '../../context';
import { addTimeOff } from '../../sessions/availability/add-time-off';
import { timeOffSchema, weeklyHoursSchema } from '../../sessions/availability/availability-schemas';
import { removeTimeOff } from '../../sessions/availability/remove-time-off';
import { setWeeklyHours } from '../../sessions/availability/set-weekly-hours';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { availabilityResponse } from './counseling-schemas';

const PSYCHOLOGIST = ['psychologist'] as const;

/** A psychologist's availability; bookings in conflict stay booked and are listed in the response. */
export function availabilityRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/psychologists/me/hours',
      summary: 'Replace my weekly hours and time zone',
      access: PSYCHOLOGIST,
      input: weeklyHoursSchema,
      response: availabilityResponse,
      message: 'Hours set',
      handle: ({ principal, input }) => setWeeklyHours(sessions, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: '/psychologists/me/time-off',
      summary: 'Add a time off',
      access: PSYCHOLOGIST,
      input: timeOffSchema,
      response: availabilityResponse,
      status: 201,
      message: 'Time off added',
      handle: ({ principal, input }) => addTimeOff(sessions, principal, input),
    }),
    defineRoute({
      method: 'delete',
      path: '/psychologists/me/time-off/:id',
      summary: 'Remove a time off of mine',
      access: PSYCHOLOGIST,
      input: z.object({ id: z.string() }),
      response: availabilityResponse,
      message: 'Time off removed',
      handle: ({ principal, input }) => removeTimeOff(sessions, principal, input),
    }),
  ];
}
