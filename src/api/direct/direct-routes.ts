import { z } from 'zod';
import type { Context } from '../../context';
import { listConversations, listConversationsSchema } from '../../chat/inbox/list-conversations';
import { listMessageDetails } from '../../chat/messages/list-messages';
import {
  listUnreadMessages,
  listUnreadMessagesSchema,
} from '../../chat/inbox/list-unread-messages';
import { markRead } from '../../chat/receipts/mark-read';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { findDirectConversation } from '../../chat/members/open-direct-conversation';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import {
  historyMessageResponse,
  recentChatResponse,
  unreadMessageResponse,
} from './direct-schemas';
import { receivedMessage, recentChat } from './direct-mapper';

const COLLECTION_PATH = '/chats';
const PAGE = 50;
const kinds = ONE_TO_ONE_KINDS;

const { page, before } = pageSchema.shape;
const limit = pageLimit.default(PAGE);
const chatsSchema = listConversationsSchema.extend({ limit });
const historySchema = z.object({ user_id: z.string(), page, before, limit });

/** `/api/chats…` is read-only; messages are sent by the event `send_message` (direct-02). */
export function directRoutes(context: Context): AnyRoute[] {
  return [...listRoutes(context), historyRoute(context), markReadRoute(context)];
}

function listRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List my recent chats, latest activity first',
      access: 'signed-in',
      input: chatsSchema,
      response: z.array(recentChatResponse),
      message: 'Chats listed',
      handle: async ({ principal, input }) => {
        const listed = await listConversations(chat, principal, { ...input, kinds });
        return listed.flatMap((view) => recentChat(view, principal.id) ?? []);
      },
    }),
    defineRoute({
      method: 'get',
      path: `${COLLECTION_PATH}/unread`,
      summary: 'List my unread messages of all chats',
      access: 'signed-in',
      input: listUnreadMessagesSchema,
      response: z.array(unreadMessageResponse),
      message: 'Unread messages listed',
      handle: async ({ principal, input }) => {
        const unread = await listUnreadMessages(chat, principal, { ...input, kinds });
        return unread.map((one) => receivedMessage(one, principal.id));
      },
    }),
  ];
}

function historyRoute({ chat }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${COLLECTION_PATH}/history/:user_id`,
    summary: 'List messages with a user: page 1 is the newest, each page is sorted oldest first',
    access: 'signed-in',
    input: historySchema,
    response: z.array(historyMessageResponse),
    message: 'Messages listed',
    handle: async ({ principal, input: { user_id: otherId, ...window } }) => {
      const conversationId = await findDirectConversation(chat, principal, otherId);
      if (conversationId === undefined) return [];
      const target = { conversationId, kinds };
      const found = await listMessageDetails(chat, principal, { ...window, target });
      return found.data.map(({ message, readBy }) => ({
        ...receivedMessage(message, message.senderId === principal.id ? otherId : principal.id),
        is_read: readBy.length > 0,
      }));
    },
  });
}

function markReadRoute({ chat }: Context): AnyRoute {
  return defineRoute({
    method: 'patch',
    path: `${COLLECTION_PATH}/:message_id/read`,
    summary: 'Mark a message as read and notify its sender',
    access: 'signed-in',
    input: z.object({ message_id: z.string() }),
    response: z.object({}),
    unwrapped: true,
    message: 'Marked as read',
    handle: async ({ principal, input: { message_id: messageId } }) => {
      await markRead(chat, principal, { target: { messageId, kinds } });
      return {};
    },
  });
}
