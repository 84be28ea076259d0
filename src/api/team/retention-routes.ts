import { z } from 'zod';
import type { Context } from '../../context';
import { eraseConversation, eraseSchema } from '../../retention/erase-conversation';
import { holdConversation, holdSchema } from '../../retention/hold-conversation';
import { removeUser, removeUserSchema } from '../../retention/remove-user';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { instant } from '../shared/session-schema';

const TEAM = ['team'] as const;
const CONVERSATION_PATH = '/team/conversations/:conversationId';

/** Legal holds and erasure by the team (C-26, C-27); every action is audited. */
export function retentionRoutes({ retention }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: `${CONVERSATION_PATH}/hold`,
      summary:
        'Set or release a hold that exempts a conversation from erasure; no content is shown',
      access: TEAM,
      input: holdSchema,
      response: z.object({ conversationId: z.string(), heldAt: instant.nullable() }),
      message: 'Hold saved',
      handle: ({ principal, input }) => holdConversation(retention, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: `${CONVERSATION_PATH}/erasure`,
      summary: 'Erase the content of a conversation for good, on request',
      access: TEAM,
      input: eraseSchema,
      response: z.object({ conversationId: z.string(), erasedAt: instant }),
      message: 'Conversation erased',
      handle: ({ principal, input }) => eraseConversation(retention, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: '/team/people/:userId/removal',
      summary:
        'Remove a user: the name is anonymised, and the conversations of a client are erased',
      access: TEAM,
      input: removeUserSchema,
      response: z.object({ userId: z.string(), erased: z.int(), held: z.int() }),
      message: 'User removed',
      handle: ({ principal, input }) => removeUser(retention, principal, input),
    }),
  ];
}
