import { z } from 'zod';
import type { Context } from '../../context';
import { announceTypingIn } from '../../chat/announce-typing';
import { issueConversationToken } from '../../chat/access/issue-conversation-token';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../chat/inbox/list-conversations';
import { listChanges, listChangesSchema } from '../../chat/changes/list-changes';
import { listConversationMessages } from '../../chat/messages/list-conversation-messages';
import { listContacts } from '../../chat/members/list-contacts';
import { markConversationRead } from '../../chat/receipts/mark-conversation-read';
import { markReadSchema } from '../../chat/receipts/mark-session-read';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { ONE_TO_ONE_KINDS } from '../../chat/access/direct-conversation-policy';
import { sendToConversation } from '../../chat/messages/send-to-conversation';
import { sendToUser } from '../../chat/messages/send-to-user';
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

function lookupRoutes({ chat: conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/people',
      summary: 'List users I may write to outside sessions',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(userResponse),
      message: 'People listed',
      handle: ({ principal }) => listContacts(conversation, principal),
    }),
    defineRoute({
      method: 'get',
      path: COLLECTION_PATH,
      summary: 'List my conversations outside sessions, latest activity first',
      access: 'signed-in',
      input: listConversationsSchema,
      response: z.array(conversationResponse),
      message: 'Conversations listed',
      handle: ({ principal, input }) =>
        listConversations(conversation, principal, { ...input, kinds }),
    }),
    defineRoute({
      method: 'get',
      path: ITEM_PATH,
      summary: 'Get a conversation of mine',
      access: 'signed-in',
      input: byId,
      response: conversationResponse,
      message: 'Conversation found',
      handle: ({ principal, input }) =>
        getConversation(conversation, principal, { ...input, kinds }),
    }),
  ];
}

function sendRoutes({ chat: conversation }: Context): AnyRoute[] {
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
      handle: ({ principal, input: { message: text, ...input } }) =>
        sendToUser(conversation, principal, { ...input, text, type: 'text' }),
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
      handle: ({ principal, input: { message: text, ...input } }) =>
        sendToConversation(conversation, principal, { ...input, kinds, text, type: 'text' }),
    }),
  ];
}

function typingRoutes({ chat: conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ITEM_PATH}/typing`,
      summary: 'Announce that I am typing',
      access: 'signed-in',
      input: byId.extend({ isTyping: z.boolean('must be true or false') }),
      response: typingResponse,
      message: 'Typing announced',
      handle: async ({ principal, input: { conversationId, isTyping } }) => {
        const place = await conversation.accessCache.requireAccess(
          principal,
          conversationId,
          kinds,
        );
        return announceTypingIn(conversation, principal, { place, isTyping });
      },
    }),
  ];
}

function historyRoutes({ chat: conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/messages`,
      summary: 'List messages: page 1 is the newest, each page is sorted oldest first',
      access: 'signed-in',
      input: pageSchema.extend({ ...byId.shape, limit: pageLimit.default(PAGE) }),
      response: messagePageResponse,
      message: 'Messages listed',
      handle: async ({ principal, input }) => {
        const page = await listConversationMessages(conversation, principal, { ...input, kinds });
        const { data, metadata, readMarks, head } = page;
        return { data, metadata, readMarks, revision: head.revision };
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
        const named = { conversationId, kinds, extent: { upToSeq } };
        const receipt = await markConversationRead(conversation, principal, named);
        const { lastReadSeq, unreadCount } = receipt;
        return { conversationId, lastReadSeq, unreadCount };
      },
    }),
  ];
}

function realtimeRoutes({ chat: conversation, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ITEM_PATH}/changes`,
      summary: 'List messages changed after a revision; sessions included',
      access: 'signed-in',
      input: listChangesSchema,
      response: changesResponse,
      message: 'Changes listed',
      handle: ({ principal, input }) => listChanges(conversation, principal, input),
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
      handle: ({ principal, input }) =>
        issueConversationToken({ ...conversation, tokens }, principal, { ...input, kinds }),
    }),
  ];
}
