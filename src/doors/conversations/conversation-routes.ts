import { z } from 'zod';
import type { Context } from '../../context';
import { typeIn } from '../../conversation/announce-typing';
import { issueConversationToken } from '../../conversation/issue-conversation-token';
import {
  getConversation,
  listConversations,
  listConversationsSchema,
} from '../../conversation/list-conversations';
import { listChanges, listChangesSchema } from '../../conversation/list-changes';
import { listInConversation } from '../../conversation/list-in-conversation';
import { listPeople } from '../../conversation/list-people';
import { markInConversation } from '../../conversation/mark-in-conversation';
import { markReadSchema } from '../../conversation/mark-read';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { PAIR_KINDS } from '../../conversation/pair-policy';
import { postToConversation } from '../../conversation/post-to-conversation';
import { postToPerson } from '../../conversation/post-to-person';
import { pageLimit, pageSchema } from '../../conversation/read-page';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import {
  changesReply,
  conversationReply,
  conversationTokenReply,
  conversationTypingReply,
  messagePageReply,
  messageReply,
  personReply,
  receiptReply,
} from './conversation-replies';

const ALL = '/conversations';
const ONE = `${ALL}/:conversationId`;
const byId = z.object({ conversationId: z.string() });
const draft = z.object({ message: messageText, clientMessageId: clientMessageId.optional() });
const kinds = PAIR_KINDS;
const PAGE = 50;

/** Care and direct conversations for our own browser app, which hears of what is new through Ably. */
export function conversationRoutes(context: Context): AnyRoute[] {
  return [
    ...findingRoutes(context),
    ...writingRoutes(context),
    ...typingRoutes(context),
    ...readingRoutes(context),
    ...listeningRoutes(context),
  ];
}

function findingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/people',
      summary: 'Whom I may write to outside sessions',
      right: 'signed-in',
      input: z.object({}),
      reply: z.array(personReply),
      message: 'People listed',
      handle: ({ principal }) => listPeople(conversation, principal),
    }),
    defineRoute({
      method: 'get',
      path: ALL,
      summary: 'My conversations outside sessions, the one that moved last first',
      right: 'signed-in',
      input: listConversationsSchema,
      reply: z.array(conversationReply),
      message: 'Conversations listed',
      handle: ({ principal, input }) =>
        listConversations(conversation, principal, { ...input, kinds }),
    }),
    defineRoute({
      method: 'get',
      path: ONE,
      summary: 'One conversation of mine',
      right: 'signed-in',
      input: byId,
      reply: conversationReply,
      message: 'Conversation found',
      handle: ({ principal, input }) =>
        getConversation(conversation, principal, { ...input, kinds }),
    }),
  ];
}

function writingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: ALL,
      summary: 'Write to a person; the first message makes the conversation',
      right: 'signed-in',
      input: draft.extend({ toId: z.string('is required') }),
      reply: messageReply,
      status: 201,
      sends: true,
      message: 'Message sent',
      handle: ({ principal, input: { message: text, ...input } }) =>
        postToPerson(conversation, principal, { ...input, text, type: 'text' }),
    }),
    defineRoute({
      method: 'post',
      path: `${ONE}/messages`,
      summary: 'Write in a conversation',
      right: 'signed-in',
      input: draft.extend(byId.shape),
      reply: messageReply,
      status: 201,
      sends: true,
      message: 'Message sent',
      handle: ({ principal, input: { message: text, ...input } }) =>
        postToConversation(conversation, principal, { ...input, kinds, text, type: 'text' }),
    }),
  ];
}

function typingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: `${ONE}/typing`,
      summary: 'Say that I am typing',
      right: 'signed-in',
      input: byId.extend({ isTyping: z.boolean('must be true or false') }),
      reply: conversationTypingReply,
      message: 'Typing announced',
      handle: async ({ principal, input: { conversationId, isTyping } }) => {
        const place = await conversation.known.enter(principal, conversationId, kinds);
        return typeIn(conversation, principal, { place, isTyping });
      },
    }),
  ];
}

function readingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ONE}/messages`,
      summary: 'Messages: page 1 is the newest, the oldest of a page comes first',
      right: 'signed-in',
      input: pageSchema.extend({ ...byId.shape, limit: pageLimit.default(PAGE) }),
      reply: messagePageReply,
      message: 'Messages listed',
      handle: async ({ principal, input }) => {
        const page = await listInConversation(conversation, principal, { ...input, kinds });
        const { data, metadata, readMarks, head } = page;
        return { data, metadata, readMarks, revision: head.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: `${ONE}/read`,
      summary: 'Mark what I have seen as read',
      right: 'signed-in',
      input: markReadSchema.extend(byId.shape),
      reply: receiptReply,
      message: 'Marked as read',
      handle: async ({ principal, input: { conversationId, upToSeq } }) => {
        const named = { conversationId, kinds, extent: { upToSeq } };
        const receipt = await markInConversation(conversation, principal, named);
        const { lastReadSeq, unreadCount } = receipt;
        return { conversationId, lastReadSeq, unreadCount };
      },
    }),
  ];
}

function listeningRoutes({ conversation, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: `${ONE}/changes`,
      summary: 'Messages that were changed after a revision, in a session as well',
      right: 'signed-in',
      input: listChangesSchema,
      reply: changesReply,
      message: 'Changes listed',
      handle: ({ principal, input }) => listChanges(conversation, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: `${ONE}/ably-token`,
      summary: "A signed Ably token request for one conversation's channels, good for 30 minutes",
      right: 'signed-in',
      input: byId,
      reply: conversationTokenReply,
      message: 'Token issued',
      handle: ({ principal, input }) =>
        issueConversationToken({ ...conversation, tokens }, principal, { ...input, kinds }),
    }),
  ];
}
