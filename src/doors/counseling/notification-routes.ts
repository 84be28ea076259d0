import { z } from 'zod';
import type { Context } from '../../context';
import { listNotifications, readNotification } from '../../sessions/list-notifications';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { notificationReply } from './counseling-replies';

export function notificationRoutes({ sessions }: Context): AnyRoute[] {
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
