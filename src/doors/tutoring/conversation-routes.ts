import { z } from 'zod';
import type { Context } from '../../context';
import { listConversations, listConversationsSchema } from '../../conversation/list-conversations';
import { pageLimit } from '../../conversation/read-page';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { conversationListReply } from './tutoring-replies';
import { CONVERSATION_TYPES, KINDS_OF, TUTORING_KINDS, wireConversation } from './tutoring-words';

const ALL = '/conversations';
const PAGE = 20;

const listSchema = listConversationsSchema.extend({
  limit: pageLimit.default(PAGE),
  type: z.enum(CONVERSATION_TYPES).optional(),
});

/** A person's conversations of all kinds but support (tutoring-93…105). */
export function conversationRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'My conversations, the one that moved last first',
      right: 'signed-in',
      input: listSchema,
      reply: conversationListReply,
      message: 'Conversations listed',
      handle: async ({ principal, input: { type, ...page } }) => {
        const kinds = type ? KINDS_OF[type] : TUTORING_KINDS;
        const views = await listConversations(conversation, principal, { ...page, kinds });
        return { conversations: views.map(wireConversation) };
      },
    }),
  ];
}
