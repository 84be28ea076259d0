import { z } from 'zod';
import type { Context } from '../../context';
import { listNotifications, readNotification } from '../../sessions/list-notifications';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { notificationReply, notificationTokenReply } from './counseling-replies';

export function notificationRoutes({ sessions, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/notifications',
      summary: 'My newest notifications',
      right: 'signed-in',
      input: z.object({}),
      reply: z.array(notificationReply),
      message: 'Notifications listed',
      handle: ({ principal }) => listNotifications(sessions, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/notifications/ably-token',
      summary: 'A signed Ably token request for my own channel alone, good for 30 minutes',
      right: 'signed-in',
      input: z.object({}),
      reply: notificationTokenReply,
      message: 'Token issued',
      handle: ({ principal }) => tokens.issueForPerson(principal.id),
    }),
    defineRoute({
      method: 'put',
      path: '/notifications/:id/read',
      summary: 'Mark a notification as read',
      right: 'signed-in',
      input: z.object({ id: z.string() }),
      reply: notificationReply,
      message: 'Notification read',
      handle: ({ principal, input }) => readNotification(sessions, principal, input),
    }),
  ];
}
