import { z } from 'zod';
import type { Context } from '../../context';
import { loadVapidKeys } from '../../delivery/push/vapid-keys';
import {
  getPreferences,
  preferencesSchema,
  setPreferences,
} from '../../delivery/push/push-preferences';
import {
  subscribeToPush,
  subscribeSchema,
  unsubscribeFromPush,
  unsubscribeSchema,
} from '../../delivery/push/push-subscription';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';

/** Web Push subscriptions and preferences of the caller. */
export function pushRoutes(context: Context): AnyRoute[] {
  return [keyRoute(context), ...subscriptionRoutes(context), ...preferenceRoutes(context)];
}

function keyRoute({ push }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: '/push/key',
    summary: 'Get the public VAPID key for a subscription (`applicationServerKey`)',
    access: 'signed-in',
    input: z.object({}),
    response: z.object({ publicKey: z.string() }),
    message: 'Key found',
    handle: async () => ({ publicKey: (await loadVapidKeys(push)).publicKey }),
  });
}

function subscriptionRoutes({ push }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/push/subscriptions',
      summary:
        'Subscribe this browser to push notifications: the body is the JSON of its PushSubscription',
      access: 'signed-in',
      input: subscribeSchema,
      response: z.object({}),
      status: 201,
      message: 'Push notifications enabled for this browser',
      handle: async ({ principal, input }) => {
        await subscribeToPush(push, principal, input);
        return {};
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/push/subscriptions',
      summary: 'Unsubscribe this browser from push notifications',
      access: 'signed-in',
      input: unsubscribeSchema,
      response: z.object({}),
      message: 'Push notifications disabled for this browser',
      handle: async ({ principal, input }) => {
        await unsubscribeFromPush(push, principal, input);
        return {};
      },
    }),
  ];
}

function preferenceRoutes({ push }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/push/preferences',
      summary: 'Get my push preferences',
      access: 'signed-in',
      input: z.object({}),
      response: preferencesSchema,
      message: 'Preferences found',
      handle: ({ principal }) => getPreferences(push, principal),
    }),
    defineRoute({
      method: 'put',
      path: '/push/preferences',
      summary: 'Set my push preferences: messages and session events',
      access: 'signed-in',
      input: preferencesSchema,
      response: preferencesSchema,
      message: 'Preferences saved',
      handle: ({ principal, input }) => setPreferences(push, principal, input),
    }),
  ];
}
