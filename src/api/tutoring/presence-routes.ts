import { z } from 'zod';
import type { Context } from '../../context';
import { PLATFORMS, PRESENCE_STATUSES } from '../../enums';
import { isRowId, rowId } from '../../ids';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { presenceResponse } from './tutoring-schemas';

const PRESENCE_PATH = '/presence';
/** One heartbeat may be lost; a client that stops is offline within 20 s. */
const HEARTBEAT_SECONDS = 8;
const DEVICE_LIFETIME_MS = 16_000;
const MAX_USER_IDS = 200;

export const ownPresenceResponse = presenceResponse.extend({
  currentConversations: z.array(z.string()),
  typingIn: z.string().nullable(),
  devices: z.array(
    z.object({
      platform: z.enum(PLATFORMS),
      version: z.string().nullable(),
      socketId: z.string(),
      location: z
        .object({ country: z.string().nullable(), timezone: z.string().nullable() })
        .optional(),
    }),
  ),
});

export const beatResponse = z.object({ nextBeatIn: z.number() });

const heartbeatSchema = z.object({
  /** Chosen by the client, constant while the page or app runs. */
  deviceId: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
  status: z.enum(PRESENCE_STATUSES).default('online'),
  platform: z.enum(PLATFORMS).default('web'),
  version: z.string().max(40, 'must have at most 40 characters').nullable().default(null),
  currentConversations: z
    .array(rowId('must be the id of a conversation'))
    .max(100, 'must have at most 100 ids')
    .default([]),
});

const idsSchema = z.object({
  userIds: z
    .string('is required: ids of users, separated by commas')
    .transform((text) => [...new Set(text.split(',').map((id) => id.trim()))])
    .refine((ids) => ids.every(isRowId), 'must be ids, separated by commas')
    .refine((ids) => ids.length <= MAX_USER_IDS, `must be at most ${MAX_USER_IDS} ids`),
});

/** Presence for pages without a hub connection; visible to users who share a conversation. */
export function presenceRoutes(context: Context): AnyRoute[] {
  return [heartbeatRoute(context), ...lookupRoutes(context)];
}

function heartbeatRoute({ userPresence }: Context): AnyRoute {
  return defineRoute({
    method: 'post',
    path: PRESENCE_PATH,
    summary: 'Report my presence; repeat it before it expires',
    access: 'signed-in',
    input: heartbeatSchema,
    response: beatResponse,
    message: 'Presence recorded',
    handle: async ({ principal, input: { deviceId, ...device } }) => {
      const owner = { id: deviceId, userId: principal.id, lifetime: DEVICE_LIFETIME_MS };
      await userPresence.report({ ...device, ...owner });
      return { nextBeatIn: HEARTBEAT_SECONDS };
    },
  });
}

function lookupRoutes({ userPresence, chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: PRESENCE_PATH,
      summary: 'List the presence of users; those I share no conversation with are left out',
      access: 'signed-in',
      input: idsSchema,
      response: z.array(presenceResponse),
      message: 'Presence listed',
      handle: async ({ principal, input: { userIds } }) => {
        const peers = await chat.peers.peersOf(principal.id);
        const found = await userPresence.find(userIds.filter((id) => peers.has(id)));
        return [...found.values()];
      },
    }),
    defineRoute({
      method: 'get',
      path: `${PRESENCE_PATH}/me`,
      summary: 'Get everything stored about my own presence',
      access: 'signed-in',
      input: z.object({}),
      response: ownPresenceResponse,
      message: 'Own presence',
      handle: ({ principal }) => userPresence.findOwn(principal.id),
    }),
  ];
}
