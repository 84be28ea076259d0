import { z } from 'zod';
import type { Context } from '../../context';
import { listConversations, listConversationsSchema } from '../../conversation/list-conversations';
import { listInConversation, readAtOf } from '../../conversation/list-in-conversation';
import { listUnread, listUnreadSchema } from '../../conversation/list-unread';
import { markMessage } from '../../conversation/mark-message';
import { PAIR_KINDS } from '../../conversation/pair-policy';
import { pairWith } from '../../conversation/pair-with';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { historyMessageReply, recentChatReply, unreadMessageReply } from './direct-replies';
import { receivedMessage, recentChat } from './direct-words';

const ALL = '/chats';
const PAGE = 50;
const kinds = PAIR_KINDS;

const { page, before } = pageSchema.shape;
const limit = pageLimit.default(PAGE);
const chatsSchema = listConversationsSchema.extend({ limit });
const historySchema = z.object({ user_id: z.string(), page, before, limit });

/** `/api/chats…`: for reading alone; messages are sent by the event `send_message` (direct-02). */
export function directRoutes(context: Context): AnyRoute[] {
  return [...listingRoutes(context), historyRoute(context), readingRoute(context)];
}

function listingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'My recent chats, the one that moved last first',
      right: 'signed-in',
      input: chatsSchema,
      reply: z.array(recentChatReply),
      message: 'Chats listed',
      handle: async ({ principal, input }) => {
        const listed = await listConversations(conversation, principal, { ...input, kinds });
        return listed.flatMap((view) => recentChat(view, principal.id) ?? []);
      },
    }),
    defineRoute({
      method: 'get',
      path: `${ALL}/unread`,
      summary: 'What I have not read, in all chats',
      right: 'signed-in',
      input: listUnreadSchema,
      reply: z.array(unreadMessageReply),
      message: 'Unread messages listed',
      handle: async ({ principal, input }) => {
        const unread = await listUnread(conversation, principal, { ...input, kinds });
        return unread.map((one) => receivedMessage(one, principal.id));
      },
    }),
  ];
}

function historyRoute({ conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'get',
    path: `${ALL}/history/:user_id`,
    summary: 'My chat with a person: page 1 is the newest, the oldest of a page comes first',
    right: 'signed-in',
    input: historySchema,
    reply: z.array(historyMessageReply),
    message: 'Messages listed',
    handle: async ({ principal, input: { user_id: otherId, ...window } }) => {
      const conversationId = await pairWith(conversation, principal, otherId);
      if (conversationId === undefined) return [];
      const named = { ...window, conversationId, kinds };
      const found = await listInConversation(conversation, principal, named);
      return found.data.map((one) => ({
        ...receivedMessage(one, one.senderId === principal.id ? otherId : principal.id),
        is_read: readAtOf(one, found.readSpans) !== null,
      }));
    },
  });
}

function readingRoute({ conversation }: Context): AnyRoute {
  return defineRoute({
    method: 'patch',
    path: `${ALL}/:message_id/read`,
    summary: 'Mark a message as read; its sender is told',
    right: 'signed-in',
    input: z.object({ message_id: z.string() }),
    reply: z.object({}),
    isWide: true,
    message: 'Marked as read',
    handle: async ({ principal, input: { message_id: messageId } }) => {
      await markMessage(conversation, principal, { messageId, kinds });
      return {};
    },
  });
}
