import { z } from 'zod';
import type { Context } from '../../context';
import { addTimeOff } from '../../sessions/availability/add-time-off';
import {
  bufferSchema,
  dateHoursSchema,
  timeOffSchema,
  weeklyHoursSchema,
} from '../../sessions/availability/availability-schemas';
import { removeTimeOff } from '../../sessions/availability/remove-time-off';
import { setBuffer } from '../../sessions/availability/set-buffer';
import { removeDateHours, setDateHours } from '../../sessions/availability/set-date-hours';
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
    ...dateRoutes(sessions),
    ...timeOffRoutes(sessions),
    defineRoute({
      method: 'put',
      path: '/psychologists/me/buffer',
      summary: 'Set the free time between my sessions; existing bookings stay',
      access: PSYCHOLOGIST,
      input: bufferSchema,
      response: availabilityResponse,
      message: 'Buffer set',
      handle: ({ principal, input }) => setBuffer(sessions, principal, input),
    }),
  ];
}

/** Hours of single dates. */
function dateRoutes(sessions: Context['sessions']): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/psychologists/me/dates/:date',
      summary: 'Set my hours for one date instead of the weekly ones; no hours make it a day off',
      access: PSYCHOLOGIST,
      input: dateHoursSchema,
      response: availabilityResponse,
      message: 'Hours of the date set',
      handle: ({ principal, input }) => setDateHours(sessions, principal, input),
    }),
    defineRoute({
      method: 'delete',
      path: '/psychologists/me/dates/:date',
      summary: 'Apply my weekly hours to a date again',
      access: PSYCHOLOGIST,
      input: dateHoursSchema.pick({ date: true }),
      response: availabilityResponse,
      message: 'Hours of the date removed',
      handle: ({ principal, input }) => removeDateHours(sessions, principal, input),
    }),
  ];
}

function timeOffRoutes(sessions: Context['sessions']): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/psychologists/me/time-off',
      summary: 'Add time off',
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
      summary: 'Remove time off of mine',
      access: PSYCHOLOGIST,
      input: z.object({ id: z.string() }),
      response: availabilityResponse,
      message: 'Time off removed',
      handle: ({ principal, input }) => removeTimeOff(sessions, principal, input),
    }),
  ];
}
