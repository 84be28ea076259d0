import { z } from 'zod';
import type { Context } from '../../context';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { searchMessages } from '../../chat/search/search-messages';
import { searchText } from '../../chat/search/search-query';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { careMessage } from './care-mapper';
import { careFoundResponse, careRoles, careTarget } from './care-schemas';

const searchSchema = z.object({
  conversation_id: z.string(),
  q: searchText,
  page: pageSchema.shape.page,
  limit: pageLimit.default(50),
});

/** Full-text search in a care conversation (care-76); `messages?around=` shows a match in context. */
export function careSearchRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/conversations/:conversation_id/search',
      summary: 'Search messages that contain all words: page 1 is the newest',
      access: careRoles,
      input: searchSchema,
      response: careFoundResponse,
      unwrapped: true,
      message: 'Messages found',
      handle: async ({ principal, input: { conversation_id: id, q: search, page, limit } }) => {
        const query = { target: careTarget(id), search, page, limit };
        const found = await searchMessages(chat, principal, query);
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
