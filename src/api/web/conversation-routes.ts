import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping } from '../../chat/announce-typing';
import { issueToken } from '../../chat/access/issue-token';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../chat/inbox/list-conversations';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import { listChanges, listChangesSchema } from '../../chat/changes/list-changes';
import { listMessages } from '../../chat/messages/list-messages';
import { listContacts } from '../../chat/members/list-contacts';
import { markRead, markReadSchema } from '../../chat/receipts/mark-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { sendMessage } from '../../chat/messages/send-message';
import { pageLimit, pageSchema } from '../../chat/messages/read-message-page';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import {
  changesResponse,
  conversationResponse,
  conversationTokenResponse,
  messagePageResponse,
  messageResponse,
  userResponse,
  receiptResponse,
} from './conversation-schemas';
import { typingResponse } from '../shared/message-schemas';

const COLLECTION_PATH = '/conversations';
const ITEM_PATH = `${COLLECTION_PATH}/:conversationId`;
const byId = z.object({ conversationId: z.string() });
const draftSchema = z.object({ message: messageText, clientMessageId: clientMessageId.optional() });
const kinds = ONE_TO_ONE_KINDS;
const targetOf = (conversationId: string) => ({ conversationId, kinds });
const PAGE = 50;

/** Care and direct conversations of the browser app, which receives events through Ably. */
export function conversationRoutes(context: Context): AnyRoute[] {
  return [
    ...lookupRoutes(context),
    ...sendRoutes(context),
    ...typingRoutes(context),
    ...historyRoutes(context),
    ...realtimeRoutes(context),
  ];
}

function lookupRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/people',
      summary: 'List users I may write to outside sessions',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(userResponse),
      message: 'Users listed',
      handle: ({ principal }) => listContacts(chat, principal),
    }),
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List my conversations outside sessions, latest activity first',
      access: 'signed-in',
      input: listConversationsSchema,
      response: z.array(conversationResponse),
      message: 'Conversations listed',
      handle: async ({ principal, input }) => {
        const listed = await listConversations(chat, principal, { ...input, kinds });
        return listed.map(toConversation);
      },
    }),
    defineRoute({
      method: 'get',
      path: ITEM_PATH,
      summary: 'Get a conversation of mine',
      access: 'signed-in',
      input: byId,
      response: conversationResponse,
      message: 'Conversation found',
      handle: async ({ principal, input: { conversationId } }) =>
        toConversation(await getConversation(chat, principal, targetOf(conversationId))),
    }),
  ];
}

function sendRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: COLLECTION_PATH,
      summary: 'Send a message to a user; the first one creates the conversation',
      access: 'signed-in',
      input: draftSchema.extend({ toId: z.string('is required') }),
      response: messageResponse,
      status: 201,
      sendsMessage: true,
      message: 'Message sent',
      handle: ({ principal, input: { toId: userId, message: text, ...draft } }) =>
        sendMessage(chat, principal, { ...draft, target: { userId }, text, type: 'text' }),
    }),
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/messages`,
      summary: 'Send a message to a conversation',
      access: 'signed-in',
      input: draftSchema.extend(byId.shape),
      response: messageResponse,
      status: 201,
      sendsMessage: true,
      message: 'Message sent',
      handle: ({ principal, input: { conversationId, message: text, ...draft } }) => {
        const target = targetOf(conversationId);
        return sendMessage(chat, principal, { ...draft, target, text, type: 'text' });
      },
    }),
  ];
}

function typingRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/typing`,
      summary: 'Announce that I am typing',
      access: 'signed-in',
      input: byId.extend({ isTyping: z.boolean('must be true or false') }),
      response: typingResponse,
      message: 'Typing announced',
      handle: ({ principal, input: { conversationId, isTyping } }) => {
        const target = targetOf(conversationId);
        return announceTyping(chat, principal, { target, isTyping });
      },
    }),
  ];
}

function historyRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/messages`,
      summary: 'List messages: page 1 is the newest, each page is sorted oldest first',
      access: 'signed-in',
      input: pageSchema.extend({ ...byId.shape, limit: pageLimit.default(PAGE) }),
      response: messagePageResponse,
      message: 'Messages listed',
      handle: ({ principal, input: { conversationId, ...page } }) => {
        const target = targetOf(conversationId);
        return listMessages(chat, principal, { ...page, target });
      },
    }),
    defineRoute({
      method: 'put',
      path: `${ITEM_PATH}/read`,
      summary: 'Mark messages as read',
      access: 'signed-in',
      input: markReadSchema.extend(byId.shape),
      response: receiptResponse,
      message: 'Marked as read',
      handle: async ({ principal, input: { conversationId, upToSeq } }) => {
        const target = targetOf(conversationId);
        const receipt = await markRead(chat, principal, { target, upToSeq });
        const { lastReadSeq, unreadCount } = receipt;
        return { conversationId, lastReadSeq, unreadCount };
      },
    }),
  ];
}

function realtimeRoutes({ chat, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/changes`,
      summary: 'List messages changed after a revision; sessions included',
      access: 'signed-in',
      input: listChangesSchema,
      response: changesResponse,
      message: 'Changes listed',
      handle: ({ principal, input }) => listChanges(chat, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/ably-token`,
      summary:
        "Issue a signed Ably token request for a conversation's channels, valid for 30 minutes",
      access: 'signed-in',
      input: byId,
      response: conversationTokenResponse,
      message: 'Token issued',
      handle: ({ principal, input: { conversationId } }) =>
        issueToken({ ...chat, tokens }, principal, targetOf(conversationId)),
    }),
  ];
}

/** The view without the fields that only the tutoring contract shows. */
function toConversation(view: ConversationView): z.infer<typeof conversationResponse> {
  const { title: _, counseling, participants, settings, createdBy, updatedAt, ...shown } = view;
  return shown;
}
