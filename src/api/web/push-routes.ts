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

/** Waking browsers that are closed; whoever is signed in decides for their own. */
export function pushRoutes(context: Context): AnyRoute[] {
  return [keyRoute(context), ...subscriptionRoutes(context), ...preferenceRoutes(context)];
}

function keyRoute({ push }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: '/push/key',
    summary: 'The public key with which a browser subscribes (applicationServerKey)',
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
      summary: "Wake this browser for me: the body is its PushSubscription's JSON",
      access: 'signed-in',
      input: subscribeSchema,
      response: z.object({}),
      status: 201,
      message: 'This browser will be woken',
      handle: async ({ principal, input }) => {
        await subscribeToPush(push, principal, input);
        return {};
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/push/subscriptions',
      summary: 'Wake this browser no more',
      access: 'signed-in',
      input: unsubscribeSchema,
      response: z.object({}),
      message: 'This browser will not be woken',
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
      summary: 'What I want to be woken for',
      access: 'signed-in',
      input: z.object({}),
      response: preferencesSchema,
      message: 'Preferences found',
      handle: ({ principal }) => getPreferences(push, principal),
    }),
    defineRoute({
      method: 'put',
      path: '/push/preferences',
      summary: 'Say what I want to be woken for: messages, and what happens to my sessions',
      access: 'signed-in',
      input: preferencesSchema,
      response: preferencesSchema,
      message: 'Preferences kept',
      handle: ({ principal, input }) => setPreferences(push, principal, input),
    }),
  ];
}
