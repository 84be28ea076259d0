import { z } from 'zod';
import type { Context } from '../../context';
import { pushKeys } from '../../push/push-keys';
import { getPreferences, preferencesSchema, setPreferences } from '../../push/push-preferences';
import { subscribe, subscribeSchema, unsubscribe, unsubscribeSchema } from '../../push/subscribe';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';

/** Waking browsers that are closed; whoever is signed in decides for their own. */
export function pushRoutes(context: Context): AnyRoute[] {
  return [keyRoute(context), ...subscribingRoutes(context), ...preferenceRoutes(context)];
}

function keyRoute({ push }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: '/push/key',
    summary: 'The public key with which a browser subscribes (applicationServerKey)',
    right: 'signed-in',
    input: z.object({}),
    reply: z.object({ publicKey: z.string() }),
    message: 'Key found',
    handle: async () => ({ publicKey: (await pushKeys(push)).publicKey }),
  });
}

function subscribingRoutes({ push }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/push/subscriptions',
      summary: "Wake this browser for me: the body is its PushSubscription's JSON",
      right: 'signed-in',
      input: subscribeSchema,
      reply: z.object({}),
      status: 201,
      message: 'This browser will be woken',
      handle: async ({ principal, input }) => {
        await subscribe(push, principal, input);
        return {};
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/push/subscriptions',
      summary: 'Wake this browser no more',
      right: 'signed-in',
      input: unsubscribeSchema,
      reply: z.object({}),
      message: 'This browser will not be woken',
      handle: async ({ principal, input }) => {
        await unsubscribe(push, principal, input);
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
      right: 'signed-in',
      input: z.object({}),
      reply: preferencesSchema,
      message: 'Preferences found',
      handle: ({ principal }) => getPreferences(push, principal),
    }),
    defineRoute({
      method: 'put',
      path: '/push/preferences',
      summary: 'Say what I want to be woken for: messages, and what happens to my sessions',
      right: 'signed-in',
      input: preferencesSchema,
      reply: preferencesSchema,
      message: 'Preferences kept',
      handle: ({ principal, input }) => setPreferences(push, principal, input),
    }),
  ];
}
