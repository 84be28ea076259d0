import { z } from 'zod';
import type { Context } from '../../context';
import { typeIn } from '../../conversation/announce-typing';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../conversation/list-conversations';
import { listInConversation, readAtOf } from '../../conversation/list-in-conversation';
import { markInConversation } from '../../conversation/mark-in-conversation';
import { statusOf } from '../../conversation/message-status';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { lookIn } from '../../conversation/look-in';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { careMessageRoutes } from './care-message-routes';
import {
  careConversationReply,
  carePageReply,
  careReadReply,
  careTypingReply,
  careUnreadReply,
} from './care-replies';
import { careSearchRoutes } from './care-search';
import { CARE, careConversation, careMessage, careRoles, idList } from './care-words';

const ALL = '/chat/conversations';
const ONE = `${ALL}/:conversation_id`;
const byId = z.object({ conversation_id: z.string() });

const PAGE = 50;
const { page, before, around, afterSeq } = pageSchema.shape;
const limit = pageLimit.default(PAGE);
const messagesSchema = byId.extend({ page, limit, before, around, after_seq: afterSeq });
const readSchema = byId.extend({ message_ids: idList.nullish() });
const typingSchema = byId.extend({ is_typing: z.boolean('must be true or false') });

export function careRoutes(context: Context): AnyRoute[] {
  return [
    ...findingRoutes(context),
    ...readingRoutes(context),
    ...receiptRoutes(context),
    ...typingRoutes(context),
    ...careMessageRoutes(context),
    ...careSearchRoutes(context),
  ];
}

const named = (id: string) => ({ conversationId: id, kinds: CARE });

function findingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'My care conversations, with the newest message and how many I have not read',
      right: careRoles,
      input: listConversationsSchema,
      reply: z.array(careConversationReply),
      message: 'Conversations listed',
      handle: async ({ principal, input }) => {
        const listed = await listConversations(conversation, principal, { ...input, kinds: CARE });
        return listed.map(careConversation);
      },
    }),
    defineRoute({
      method: 'get',
      path: ONE,
      summary: 'One care conversation',
      right: careRoles,
      input: byId,
      reply: careConversationReply,
      message: 'Conversation found',
      handle: async ({ principal, input }) =>
        careConversation(
          await getConversation(conversation, principal, named(input.conversation_id)),
        ),
    }),
  ];
}

function readingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ONE}/messages`,
      summary: 'Messages: page 1 is the newest, the oldest of a page comes first',
      right: careRoles,
      input: messagesSchema,
      reply: carePageReply,
      isWide: true,
      message: 'Messages listed',
      handle: async ({ principal, input }) => {
        const { conversation_id: id, after_seq: after, ...window } = input;
        const wanted = { ...window, afterSeq: after, ...named(id) };
        const found = await listInConversation(conversation, principal, wanted);
        const { total, totalPages, hasNextPage } = found.metadata;
        const own = (senderId: string | null): boolean => senderId === principal.id;
        return {
          data: found.data.map((one) =>
            careMessage(
              one,
              readAtOf(one, found.readSpans),
              own(one.senderId) ? statusOf(one, found) : undefined,
            ),
          ),
          pagination: {
            page: input.page,
            limit: input.limit,
            total,
            total_pages: totalPages,
            has_more: hasNextPage,
          },
        };
      },
    }),
  ];
}

function receiptRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ONE}/mark-read`,
      summary: 'Mark the named messages as read, or all',
      right: careRoles,
      input: readSchema,
      reply: careReadReply,
      message: 'Marked as read',
      handle: async ({ principal, input: { conversation_id: id, message_ids: ids } }) => {
        const extent = ids && ids.length > 0 ? { messageIds: ids } : { upToSeq: undefined };
        const marked = await markInConversation(conversation, principal, { ...named(id), extent });
        const { unreadCount, readAt } = marked;
        return { conversation_id: Number(id), unread_count: unreadCount, read_at: readAt };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${ONE}/unread-count`,
      summary: 'How many messages I have not read',
      right: careRoles,
      input: byId,
      reply: careUnreadReply,
      message: 'Unread messages counted',
      handle: async ({ principal, input: { conversation_id: id } }) => {
        const { unreadCount } = await lookIn(conversation, principal, named(id));
        return { conversation_id: Number(id), unread_count: unreadCount };
      },
    }),
  ];
}

/** For whoever polls; at a socket the same is a frame. */
function typingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ONE}/typing`,
      summary: 'Say that I am typing',
      right: careRoles,
      input: typingSchema,
      reply: careTypingReply,
      message: 'Typing announced',
      handle: async ({ principal, input: { conversation_id: id, is_typing: isTyping } }) => {
        const place = await conversation.known.enter(principal, id, CARE);
        const { timestamp } = await typeIn(conversation, principal, { place, isTyping });
        return {
          conversation_id: Number(id),
          user_id: Number(principal.id),
          is_typing: isTyping,
          timestamp,
        };
      },
    }),
  ];
}
