import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping, typingSchema } from '../../chat/announce-typing';
import { issueToken, tokenSchema } from '../../chat/access/issue-token';
import { listMessages, listMessagesSchema } from '../../chat/messages/list-messages';
import { markRead, markReadSchema } from '../../chat/receipts/mark-read';
import { getTotalUnread, getUnreadCount, listUnreadCounts } from '../../chat/inbox/unread-counts';
import { answerExtension, answerSchema } from '../../sessions/extension/answer-extension';
import { askExtension } from '../../sessions/extension/ask-extension';
import { endSession } from '../../sessions/end-session';
import { getSession, listActiveSessions } from '../../sessions/get-session';
import { defineRoute } from '../http/route';
import { sessionResponse } from '../shared/session-schema';
import type { AnyRoute } from '../http/route';
import {
  pageResponse,
  readResponse,
  tokenResponse,
  totalUnreadResponse,
  unreadResponse,
} from './counseling-schemas';
import { typingResponse } from '../shared/message-schemas';

const SESSION_ROLES = ['client', 'psychologist'] as const;
const bySession = z.object({ sessionId: z.string() });

export function chatRoutes(context: Context): AnyRoute[] {
  return [
    ...messageRoutes(context),
    ...readRoutes(context),
    ...unreadRoutes(context),
    ...sessionRoutes(context),
    ...extensionRoutes(context),
    ...typingRoutes(context),
  ];
}

function messageRoutes({ chat, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/ably-token',
      summary: "Issue a signed Ably token request for a session's channels, valid for 30 minutes",
      access: 'signed-in',
      input: tokenSchema,
      response: tokenResponse,
      message: 'Token issued',
      handle: ({ principal, input }) => issueToken({ ...chat, tokens }, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/history',
      summary: 'List messages of a session: page 1 is the newest, each page is sorted oldest first',
      access: 'signed-in',
      input: listMessagesSchema,
      response: pageResponse,
      message: 'Messages listed',
      handle: ({ principal, input: { sessionId, ...page } }) =>
        listMessages(chat, principal, { ...page, target: { sessionId } }),
    }),
  ];
}

function readRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/chat/sessions/:sessionId/read',
      summary: 'Mark messages as read',
      access: 'signed-in',
      input: markReadSchema.extend(bySession.shape),
      response: readResponse,
      message: 'Marked as read',
      handle: async ({ principal, input: { sessionId, upToSeq } }) => {
        const target = { sessionId };
        const receipt = await markRead(chat, principal, { target, upToSeq });
        const { lastReadSeq, unreadCount } = receipt;
        return { sessionId: receipt.sessionId ?? sessionId, lastReadSeq, unreadCount };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/chat/sessions/:sessionId/unread-count',
      summary: 'Count my unread messages in a session',
      access: 'signed-in',
      input: bySession,
      response: unreadResponse,
      message: 'Unread messages counted',
      handle: async ({ principal, input: { sessionId } }) => {
        const found = await getUnreadCount(chat, principal, { sessionId });
        return { sessionId: found.sessionId ?? sessionId, unreadCount: found.unreadCount };
      },
    }),
  ];
}

function unreadRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/unread-count/total',
      summary: 'Count my unread messages in all sessions',
      access: 'signed-in',
      input: z.object({}),
      response: totalUnreadResponse,
      message: 'Unread messages counted',
      handle: ({ principal }) => getTotalUnread(chat, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/unread-count/each',
      summary: 'List my sessions with unread messages and their unread counts',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(unreadResponse),
      message: 'Unread messages counted',
      handle: ({ principal }) => listUnreadCounts(chat, principal),
    }),
  ];
}

function sessionRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/sessions/active',
      summary: 'List my running sessions',
      access: 'signed-in',
      input: z.object({}),
      response: z.array(sessionResponse),
      message: 'Active sessions listed',
      handle: ({ principal }) => listActiveSessions(sessions, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/sessions/:sessionId',
      summary: 'Get a session of mine',
      access: 'signed-in',
      input: bySession,
      response: sessionResponse,
      message: 'Chat session found',
      handle: ({ principal, input }) => getSession(sessions, principal, input),
    }),
    defineRoute({
      method: 'put',
      path: '/chat/sessions/:sessionId/end',
      summary: 'End a running session',
      idempotent: true,
      access: 'signed-in',
      input: bySession,
      response: sessionResponse,
      message: 'Chat session ended',
      handle: ({ principal, input, recordAnswer }) =>
        endSession(sessions, principal, { ...input, recordAnswer }),
    }),
  ];
}

function extensionRoutes({ sessions }: Context): AnyRoute[] {
  const path = '/chat/sessions/:sessionId/extension';
  return [
    defineRoute({
      method: 'post',
      path,
      summary:
        'Ask to extend a running session by 15 minutes; the other participant may agree for two minutes',
      idempotent: true,
      access: SESSION_ROLES,
      input: bySession,
      response: sessionResponse,
      status: 201,
      message: 'Extension requested',
      handle: ({ principal, input, recordAnswer }) =>
        askExtension(sessions, principal, { ...input, recordAnswer }),
    }),
    defineRoute({
      method: 'put',
      path,
      summary: 'Agree to extend a running session, or decline',
      idempotent: true,
      access: SESSION_ROLES,
      input: answerSchema.extend(bySession.shape),
      response: sessionResponse,
      message: 'Extension answered',
      handle: ({ principal, input, recordAnswer }) =>
        answerExtension(sessions, principal, { ...input, recordAnswer }),
    }),
  ];
}

function typingRoutes({ chat }: Context): AnyRoute[] {
  const paths = ['/chat/typing', '/chat/sessions/:sessionId/typing'];
  return paths.map((path) =>
    defineRoute({
      method: 'post',
      path,
      summary: 'Announce that I am typing, for clients whose Ably token cannot publish',
      access: 'signed-in',
      input: typingSchema,
      response: typingResponse,
      message: 'Typing announced',
      handle: ({ principal, input: { sessionId, isTyping } }) =>
        announceTyping(chat, principal, { target: { sessionId }, isTyping }),
    }),
  );
}
