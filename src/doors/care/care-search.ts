import { z } from 'zod';
import type { Context } from '../../context';
import { firstReadAt } from '../../conversation/list-in-conversation';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { searchMessages } from '../../conversation/search-messages';
import { searchText } from '../../conversation/search-query';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { careFoundResponse } from './care-replies';
import { CARE_KINDS, careMessage, careRoles } from './care-words';

const searchSchema = z.object({
  conversation_id: z.string(),
  q: searchText,
  page: pageSchema.shape.page,
  limit: pageLimit.default(50),
});

/** Finding words in a care conversation (care-76); `messages?around=` then shows the place. */
export function careSearchRoutes({ chat: conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/conversations/:conversation_id/search',
      summary: 'Messages that hold all the words: page 1 is the newest',
      access: careRoles,
      input: searchSchema,
      response: careFoundResponse,
      unwrapped: true,
      message: 'Messages found',
      handle: async ({ principal, input: { conversation_id: id, q: search, page, limit } }) => {
        const place = await conversation.accessCache.requireAccess(principal, id, CARE_KINDS);
        const found = await searchMessages(conversation, place, { search, page, limit });
        return {
          data: found.data.map(({ message, highlights }) => ({
            ...careMessage(message, firstReadAt(message, found.readSpans)),
            highlights,
          })),
          pagination: { page, limit, has_more: found.hasMore },
        };
      },
    }),
  ];
}
