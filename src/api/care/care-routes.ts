import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../chat/inbox/list-conversations';
import { getUnreadCount } from '../../chat/inbox/unread-counts';
import { listMessageDetails } from '../../chat/messages/list-messages';
import { markRead } from '../../chat/receipts/mark-read';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { careMessageRoutes } from './care-message-routes';
import {
  CARE_KINDS,
  careConversationResponse,
  carePageResponse,
  careReadResponse,
  careRoles,
  careTarget,
  careTypingResponse,
  careUnreadResponse,
  messageIdList,
} from './care-schemas';
import { careSearchRoutes } from './care-search-routes';
import { careConversation, careMessage } from './care-mapper';

const COLLECTION_PATH = '/chat/conversations';
const ITEM_PATH = `${COLLECTION_PATH}/:conversation_id`;
const byId = z.object({ conversation_id: z.string() });

const PAGE = 50;
const { page, before, around, afterSeq } = pageSchema.shape;
const limit = pageLimit.default(PAGE);
const messagesSchema = byId.extend({ page, limit, before, around, after_seq: afterSeq });
const readSchema = byId.extend({ message_ids: messageIdList.nullish() });
const typingSchema = byId.extend({ is_typing: z.boolean('must be true or false') });

export function careRoutes(context: Context): AnyRoute[] {
  return [
    ...lookupRoutes(context),
    ...historyRoutes(context),
    ...receiptRoutes(context),
    ...typingRoutes(context),
    ...careMessageRoutes(context),
    ...careSearchRoutes(context),
  ];
}

function lookupRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List my care conversations with the latest message and the unread count',
      access: careRoles,
      input: listConversationsSchema,
      response: z.array(careConversationResponse),
      message: 'Conversations listed',
      handle: async ({ principal, input }) => {
        const listed = await listConversations(chat, principal, {
          ...input,
          kinds: CARE_KINDS,
        });
        return listed.map(careConversation);
      },
    }),
    defineRoute({
      method: 'get',
      path: ITEM_PATH,
      summary: 'Get a care conversation',
      access: careRoles,
      input: byId,
      response: careConversationResponse,
      message: 'Conversation found',
      handle: async ({ principal, input }) =>
        careConversation(await getConversation(chat, principal, careTarget(input.conversation_id))),
    }),
  ];
}

function historyRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/messages`,
      summary: 'List messages: page 1 is the newest, each page is sorted oldest first',
      access: careRoles,
      input: messagesSchema,
      response: carePageResponse,
      unwrapped: true,
      message: 'Messages listed',
      handle: async ({ principal, input }) => {
        const { conversation_id: id, after_seq: after, ...window } = input;
        const query = { ...window, afterSeq: after, target: careTarget(id) };
        const found = await listMessageDetails(chat, principal, query);
        const { total, totalPages, hasNextPage } = found.metadata;
        return {
          data: found.data.map(({ message, readBy, status }) =>
            careMessage(
              message,
              readBy[0]?.readAt ?? null,
              message.senderId === principal.id ? status : undefined,
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

function receiptRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/mark-read`,
      summary: 'Mark messages as read: those in `message_ids`, or all',
      access: careRoles,
      input: readSchema,
      response: careReadResponse,
      message: 'Marked as read',
      handle: async ({ principal, input: { conversation_id: id, message_ids: ids } }) => {
        const messageIds = ids && ids.length > 0 ? ids : undefined;
        const { unreadCount, readAt } = await markRead(chat, principal, {
          target: careTarget(id),
          messageIds,
        });
        return { conversation_id: Number(id), unread_count: unreadCount, read_at: readAt };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/unread-count`,
      summary: 'Count my unread messages',
      access: careRoles,
      input: byId,
      response: careUnreadResponse,
      message: 'Unread messages counted',
      handle: async ({ principal, input: { conversation_id: id } }) => {
        const { unreadCount } = await getUnreadCount(chat, principal, careTarget(id));
        return { conversation_id: Number(id), unread_count: unreadCount };
      },
    }),
  ];
}

/** For clients that poll; WebSocket clients send a `typing` frame instead. */
function typingRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/typing`,
      summary: 'Announce that I am typing',
      access: careRoles,
      input: typingSchema,
      response: careTypingResponse,
      message: 'Typing announced',
      handle: async ({ principal, input: { conversation_id: id, is_typing: isTyping } }) => {
        const { timestamp } = await announceTyping(chat, principal, {
          target: careTarget(id),
          isTyping,
        });
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
