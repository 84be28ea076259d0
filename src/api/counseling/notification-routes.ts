import { z } from 'zod';
import type { Context } from '../../context';
import { listNotifications, markNotificationRead } from '../../sessions/list-notifications';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { notificationResponse, notificationTokenResponse } from './counseling-schemas';

export function notificationRoutes({ sessions, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/notifications',
      summary: 'List my latest notifications',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(notificationResponse),
      message: 'Notifications listed',
      handle: ({ principal }) => listNotifications(sessions, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/notifications/ably-token',
      summary: 'Issue a signed Ably token request for my own channel, valid for 30 minutes',
      access: 'signed-in',
      input: z.object({}),
      response: notificationTokenResponse,
      message: 'Token issued',
      handle: ({ principal }) => tokens.issueForUser(principal.id),
    }),
    defineRoute({
      method: 'put',
      path: '/notifications/:id/read',
      summary: 'Mark a notification as read',
      access: 'signed-in',
      input: z.object({ id: z.string() }),
      response: notificationResponse,
      message: 'Notification read',
      handle: ({ principal, input }) => markNotificationRead(sessions, principal, input),
    }),
  ];
}
