import { z } from 'zod';
import type { Context } from '../../context';
import { announceTyping, typingSchema } from '../../conversation/announce-typing';
import { issueToken, tokenSchema } from '../../conversation/issue-token';
import { listMessages, listMessagesSchema } from '../../conversation/list-messages';
import { markRead, markReadSchema } from '../../conversation/mark-read';
import { totalUnread, unreadCount } from '../../conversation/unread-counts';
import { unreadOfEach } from '../../conversation/unread-of-each';
import { endSession } from '../../sessions/end-session';
import { getSession, listActiveSessions } from '../../sessions/get-session';
import { defineRoute } from '../door';
import { sessionReply } from '../session-reply';
import type { AnyRoute } from '../door';
import {
  pageReply,
  readReply,
  tokenReply,
  totalUnreadReply,
  typingReply,
  unreadReply,
} from './counseling-replies';

const bySession = z.object({ sessionId: z.string() });

export function chatRoutes(context: Context): AnyRoute[] {
  return [
    ...messageRoutes(context),
    ...readingRoutes(context),
    ...countingRoutes(context),
    ...sessionRoutes(context),
    ...typingRoutes(context),
  ];
}

function messageRoutes({ conversation, tokens }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/ably-token',
      summary: "A signed Ably token request for one session's channels, good for 30 minutes",
      right: 'signed-in',
      input: tokenSchema,
      reply: tokenReply,
      message: 'Token issued',
      handle: ({ principal, input }) => issueToken({ ...conversation, tokens }, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/history',
      summary: 'Messages of a session: page 1 is the newest, the oldest of a page comes first',
      right: 'signed-in',
      input: listMessagesSchema,
      reply: pageReply,
      message: 'Messages listed',
      handle: ({ principal, input }) => listMessages(conversation, principal, input),
    }),
  ];
}

function readingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'put',
      path: '/chat/sessions/:sessionId/read',
      summary: 'Mark what I have seen as read',
      right: 'signed-in',
      input: markReadSchema.extend(bySession.shape),
      reply: readReply,
      message: 'Marked as read',
      handle: ({ principal, input }) => markRead(conversation, principal, input),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/sessions/:sessionId/unread-count',
      summary: 'How many messages of a session I have not read',
      right: 'signed-in',
      input: bySession,
      reply: unreadReply,
      message: 'Unread messages counted',
      handle: ({ principal, input }) => unreadCount(conversation, principal, input.sessionId),
    }),
  ];
}

function countingRoutes({ conversation }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/unread-count/total',
      summary: 'How many messages I have not read, in all sessions',
      right: 'signed-in',
      input: z.object({}),
      reply: totalUnreadReply,
      message: 'Unread messages counted',
      handle: ({ principal }) => totalUnread(conversation, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/unread-count/each',
      summary: 'My sessions that hold something unread, each with how much',
      right: 'signed-in',
      input: z.object({}),
      reply: z.array(unreadReply),
      message: 'Unread messages counted',
      handle: ({ principal }) => unreadOfEach(conversation, principal),
    }),
  ];
}

function sessionRoutes({ sessions }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/sessions/active',
      summary: 'My running sessions',
      right: 'signed-in',
      input: z.object({}),
      reply: z.array(sessionReply),
      message: 'Active sessions listed',
      handle: ({ principal }) => listActiveSessions(sessions, principal),
    }),
    defineRoute({
      method: 'get',
      path: '/chat/sessions/:sessionId',
      summary: 'One session of mine',
      right: 'signed-in',
      input: bySession,
      reply: sessionReply,
      message: 'Chat session found',
      handle: ({ principal, input }) => getSession(sessions, principal, input),
    }),
    defineRoute({
      method: 'put',
      path: '/chat/sessions/:sessionId/end',
      summary: 'End a running session',
      right: 'signed-in',
      input: bySession,
      reply: sessionReply,
      message: 'Chat session ended',
      handle: ({ principal, input }) => endSession(sessions, principal, input),
    }),
  ];
}

function typingRoutes({ conversation }: Context): AnyRoute[] {
  const paths = ['/chat/typing', '/chat/sessions/:sessionId/typing'];
  return paths.map((path) =>
    defineRoute({
      method: 'post',
      path,
      summary: 'Say that I am typing, when my token cannot',
      right: 'signed-in',
      input: typingSchema,
      reply: typingReply,
      message: 'Typing announced',
      handle: ({ principal, input }) => announceTyping(conversation, principal, input),
    }),
  );
}
