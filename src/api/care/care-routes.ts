import { z } from 'zod';
import type { Context } from '../../context';
import { announceTypingIn } from '../../chat/announce-typing';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../chat/inbox/list-conversations';
import {
  listConversationMessages,
  firstReadAt,
} from '../../chat/messages/list-conversation-messages';
import { markConversationRead } from '../../chat/receipts/mark-conversation-read';
import { messageStatus } from '../../chat/receipts/message-status';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { readConversationCursor } from '../../chat/access/read-conversation-cursor';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { careMessageRoutes } from './care-message-routes';
import {
  CARE_KINDS,
  careConversationResponse,
  carePageResponse,
  careReadResponse,
  careRoles,
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

const careTarget = (id: string) => ({ conversationId: id, kinds: CARE_KINDS });

function lookupRoutes({ chat: conversation }: Context): AnyRoute[] {
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
        const listed = await listConversations(conversation, principal, {
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
        careConversation(
          await getConversation(conversation, principal, careTarget(input.conversation_id)),
        ),
    }),
  ];
}

function historyRoutes({ chat: conversation }: Context): AnyRoute[] {
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
        const wanted = { ...window, afterSeq: after, ...careTarget(id) };
        const found = await listConversationMessages(conversation, principal, wanted);
        const { total, totalPages, hasNextPage } = found.metadata;
        const own = (senderId: string | null): boolean => senderId === principal.id;
        return {
          data: found.data.map((one) =>
            careMessage(
              one,
              firstReadAt(one, found.readSpans),
              own(one.senderId) ? messageStatus(one, found) : undefined,
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

function receiptRoutes({ chat: conversation }: Context): AnyRoute[] {
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
        const extent = ids && ids.length > 0 ? { messageIds: ids } : { upToSeq: undefined };
        const marked = await markConversationRead(conversation, principal, {
          ...careTarget(id),
          extent,
        });
        const { unreadCount, readAt } = marked;
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
        const { unreadCount } = await readConversationCursor(
          conversation,
          principal,
          careTarget(id),
        );
        return { conversation_id: Number(id), unread_count: unreadCount };
      },
    }),
  ];
}

/** For clients that poll; on a WebSocket the same is a frame. */
function typingRoutes({ chat: conversation }: Context): AnyRoute[] {
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
        const place = await conversation.accessCache.requireAccess(principal, id, CARE_KINDS);
        const { timestamp } = await announceTypingIn(conversation, principal, { place, isTyping });
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
