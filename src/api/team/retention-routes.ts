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

/** What the team decides about how long words are kept (C-26, C-27); every act is audited. */
export function retentionRoutes({ retention }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: `${CONVERSATION_PATH}/hold`,
      summary: 'Hold a conversation back from erasure, or let it go; nothing in it is shown',
      access: TEAM,
      input: holdSchema,
      response: z.object({ conversationId: z.string(), heldAt: instant.nullable() }),
      message: 'Hold kept',
      handle: ({ principal, input }) => holdConversation(retention, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: `${CONVERSATION_PATH}/erasure`,
      summary: 'Erase for good what was said in a conversation, as somebody asked',
      access: TEAM,
      input: eraseSchema,
      response: z.object({ conversationId: z.string(), erasedAt: instant }),
      message: 'Conversation erased',
      handle: ({ principal, input }) => eraseConversation(retention, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: '/team/people/:userId/removal',
      summary: "Remove a person: their name goes, and a client's conversations with it",
      access: TEAM,
      input: removeUserSchema,
      response: z.object({ userId: z.string(), erased: z.int(), held: z.int() }),
      message: 'Person removed',
      handle: ({ principal, input }) => removeUser(retention, principal, input),
    }),
  ];
}
