import { z } from 'zod';
import type { Context } from '../../context';
import { bookCounseling } from '../../sessions/booking/book-counseling';
import { bookSeries } from '../../sessions/booking/book-series';
import { bookingWindow } from '../../sessions/booking/booking-rules';
import {
  bookingSchema,
  rescheduleSchema,
  seriesSchema,
} from '../../sessions/booking/booking-schemas';
import { cancelCounseling, cancelSchema } from '../../sessions/booking/cancel-counseling';
import { cancelSeries } from '../../sessions/booking/cancel-series';
import { calendarSchema, getCalendar } from '../../sessions/calendar/get-calendar';
import { getCounseling } from '../../sessions/booking/get-counseling';
import { listCounselings, listCounselingsSchema } from '../../sessions/booking/list-counselings';
import { listPsychologists } from '../../sessions/availability/list-psychologists';
import { listSlots, slotsSchema } from '../../sessions/availability/list-slots';
import { rescheduleCounseling } from '../../sessions/booking/reschedule-counseling';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { cancelledSeriesResponse } from '../shared/series-schema';
import {
  bookedResponse,
  bookingWindowResponse,
  counselingResponse,
  psychologistResponse,
  seriesResponse,
  slotResponse,
} from './counseling-schemas';

const byId = z.object({ id: z.string() });

export function bookingRoutes(context: Context): AnyRoute[] {
  return [
    ...bookRoutes(context),
    ...slotRoutes(context),
    ...lookupRoutes(context),
    ...changeRoutes(context),
    seriesCancelRoute(context),
  ];
}

function bookRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/counselings/book',
      summary: 'Book a counseling; the method `chat` also creates its session',
      access: ['client'],
      idempotent: true,
      input: bookingSchema,
      response: bookedResponse,
      status: 201,
      message: 'Counseling booked successfully',
      handle: ({ principal, input, recordAnswer }) =>
        bookCounseling(sessions, principal, { ...input, recordAnswer }),
    }),
    defineRoute({
      method: 'post',
      path: '/counselings/book-series',
      summary:
        'Book the same time for up to 12 weeks, all or none; a rejection names the weeks that are not free',
      access: ['client'],
      input: seriesSchema,
      response: seriesResponse,
      status: 201,
      message: 'Series booked successfully',
      idempotent: true,
      handle: ({ principal, input, recordAnswer }) =>
        bookSeries(sessions, principal, { ...input, recordAnswer }),
    }),
  ];
}

/** Free slots and psychologists. */
function slotRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/counselings/slots',
      summary: 'List the free slots of a day',
      access: 'signed-in',
      input: slotsSchema,
      response: z.array(slotResponse),
      message: 'Slots listed',
      handle: ({ principal, input }) => listSlots(sessions, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/counselings/booking-window',
      summary: 'Get the earliest and the latest start that can be booked now',
      access: 'signed-in',
      input: z.object({}),
      response: bookingWindowResponse,
      message: 'Booking window found',
      handle: () => Promise.resolve(bookingWindow(sessions)),
    }),
    defineRoute({
      method: 'get',
      path: '/psychologists',
      summary: 'List psychologists with their availability',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(psychologistResponse),
      message: 'Psychologists listed',
      handle: ({ principal }) => listPsychologists(sessions, principal),
    }),
  ];
}

function lookupRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/counselings/user-sessions',
      summary: 'List the counselings I booked, or that were booked with me',
      access: 'signed-in',
      input: listCounselingsSchema,
      response: z.array(counselingResponse),
      message: 'Counselings listed',
      handle: ({ principal, input }) => listCounselings(sessions, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/counselings/:id',
      summary: 'Get a counseling of mine',
      access: 'signed-in',
      input: byId,
      response: counselingResponse,
      message: 'Counseling found',
      handle: ({ principal, input }) => getCounseling(sessions, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/counselings/:id/calendar.ics',
      summary:
        'Export a counseling of mine as a calendar entry; importing it again updates the same entry',
      access: 'signed-in',
      input: calendarSchema,
      response: z.string(),
      message: 'Calendar exported',
      file: { type: 'text/calendar', name: 'ruang-diri.ics' },
      handle: ({ principal, input }) => getCalendar(sessions, principal, input),
    }),
  ];
}

function changeRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/counselings/:id/cancel',
      summary: 'Cancel a counseling that has not started',
      idempotent: true,
      access: 'signed-in',
      input: cancelSchema.extend(byId.shape),
      response: counselingResponse,
      message: 'Counseling cancelled',
      handle: ({ principal, input, recordAnswer }) =>
        cancelCounseling(sessions, principal, { ...input, recordAnswer }),
    }),
    defineRoute({
      method: 'put',
      path: '/counselings/:id/reschedule',
      summary: 'Reschedule a counseling that has not started',
      idempotent: true,
      access: 'signed-in',
      input: rescheduleSchema.extend(byId.shape),
      response: counselingResponse,
      message: 'Counseling rescheduled',
      handle: ({ principal, input, recordAnswer }) =>
        rescheduleCounseling(sessions, principal, { ...input, recordAnswer }),
    }),
  ];
}

function seriesCancelRoute({ sessions }: Context): AnyRoute {
  return defineRoute({
    method: 'put',
    path: '/counselings/series/:seriesId/cancel',
    summary:
      'Cancel the sessions of a weekly series that have not started; the result names those that stay',
    idempotent: true,
    access: 'signed-in',
    input: cancelSchema.extend({ seriesId: z.string() }),
    response: cancelledSeriesResponse,
    message: 'Series cancelled',
    handle: ({ principal, input, recordAnswer }) =>
      cancelSeries(sessions, principal, { ...input, recordAnswer }),
  });
}
