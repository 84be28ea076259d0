import { z } from 'zod';
import type { Context } from '../../context';
import {
  getCalendarFeed,
  renewCalendarFeed,
  renewFeedSchema,
  revokeCalendarFeed,
} from '../../sessions/calendar/calendar-feed';
import { calendarFeedSchema, readCalendarFeed } from '../../sessions/calendar/read-calendar-feed';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { instant } from '../shared/instant';

const PATH = '/calendar-feed';
const PARTICIPANTS = ['client', 'psychologist'] as const;
export const createdFeedResponse = z.object({
  url: z.url().describe('For calendars that subscribe by https'),
  webcalUrl: z.string().describe('The same address; opening it subscribes'),
  createdAt: instant,
});

const feedResponse = z.object({ createdAt: instant.nullable().describe('Null: there is none') });

/** The caller's private calendar address. */
export function calendarFeedRoutes(context: Context): AnyRoute[] {
  const { sessions } = context;
  return [
    createRoute(context),
    defineRoute({
      method: 'get',
      path: PATH,
      summary:
        'Get when my private calendar address was created; the address itself is shown only once',
      access: PARTICIPANTS,
      input: z.object({}),
      response: feedResponse,
      message: 'Calendar address found',
      handle: ({ principal }) => getCalendarFeed(sessions, principal),
    }),
    defineRoute({
      method: 'delete',
      path: PATH,
      summary: 'Revoke my private calendar address',
      access: PARTICIPANTS,
      input: z.object({}),
      response: feedResponse,
      message: 'Calendar address revoked',
      handle: ({ principal }) => revokeCalendarFeed(sessions, principal),
    }),
  ];
}

function createRoute({ sessions }: Context): AnyRoute {
  return defineRoute({
    method: 'post',
    path: PATH,
    summary: 'Create my private calendar address; an earlier one stops working',
    access: PARTICIPANTS,
    input: renewFeedSchema,
    response: createdFeedResponse,
    status: 201,
    message: 'Calendar address created',
    handle: async ({ principal, input, origin }) => {
      const { secret, createdAt } = await renewCalendarFeed(sessions, principal, input);
      const url = `${origin}/calendar/${secret}.ics`;
      return { url, webcalUrl: url.replace(/^https?:/, 'webcal:'), createdAt };
    },
  });
}

/** What calendars read: the secret in the address is the only credential. */
export function calendarFileRoute({ sessions, limits }: Context): AnyRoute {
  const limit = (userId: string) => limits.consumeForCalendar(userId);
  return defineRoute({
    method: 'get',
    path: '/calendar/:secret.ics',
    summary: 'Read the counselings of a private calendar address',
    access: 'public',
    input: calendarFeedSchema,
    response: z.string(),
    message: 'The calendar',
    file: { type: 'text/calendar', name: 'ruang-diri.ics' },
    handle: ({ input: { secret }, origin }) =>
      readCalendarFeed({ ...sessions, limit }, { secret, origin }),
  });
}
