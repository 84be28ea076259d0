import { z } from 'zod';
import type { Context } from '../../context';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { searchMessages } from '../../chat/search/search-messages';
import { searchText } from '../../chat/search/search-query';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { careFoundResponse } from './care-schemas';
import { careTarget, careMessage, careRoles } from './care-mapper';

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
        const target = careTarget(id);
        const found = await searchMessages(conversation, principal, {
          target,
          search,
          page,
          limit,
        });
        return {
          data: found.data.map(({ message, readBy, highlights }) => ({
            ...careMessage(message, readBy[0]?.readAt ?? null),
            highlights,
          })),
          pagination: { page, limit, has_more: found.hasMore },
        };
      },
    }),
  ];
}
