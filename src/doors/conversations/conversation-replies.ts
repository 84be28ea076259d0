import { z } from 'zod';
import { CONVERSATION_KINDS, CONVERSATION_STATES, MESSAGE_TYPES, ROLES } from '../../words';
import { messageExtras } from '../message-extras';
import { instant } from '../session-reply';
import { issuedToken } from '../token-reply';

/* What is answered about conversations that are no sessions, in our own words. */

export const personReply = z.object({
  id: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
});

export const messageReply = z.object({
  id: z.string(),
  seq: z.number(),
  conversationId: z.string(),
  senderId: z.string().nullable(),
  senderName: z.string(),
  senderRole: z.enum([...ROLES, 'system']),
  content: z.string(),
  messageType: z.enum(MESSAGE_TYPES),
  isAutomated: z.boolean(),
  createdAt: instant,
  clientMessageId: z.string().optional(),
  ...messageExtras,
});

export const conversationReply = z.object({
  id: z.string(),
  kind: z.enum(CONVERSATION_KINDS),
  state: z.enum(CONVERSATION_STATES),
  members: z.array(personReply),
  lastMessage: messageReply.nullable(),
  lastMessageReadAt: instant.nullable(),
  lastMessageAt: instant.nullable(),
  lastSeq: z.number(),
  unreadCount: z.number(),
  lastReadSeq: z.number(),
  /** When I put it into my archive. */
  archivedAt: instant.nullable(),
  createdAt: instant,
});

export const messagePageReply = z.object({
  data: z.array(messageReply),
  metadata: z.object({
    page: z.number(),
    limit: z.number(),
    total: z.number(),
    totalPages: z.number(),
    hasNextPage: z.boolean(),
    hasPrevPage: z.boolean(),
  }),
  readMarks: z.array(
    z.object({ userId: z.string(), lastReadSeq: z.number(), lastDeliveredSeq: z.number() }),
  ),
  /** Up to here all changes of its messages are in it. */
  revision: z.number(),
});

/** Messages of a session are named by it. */
export const changesReply = z.object({
  changes: z.array(
    z.object({
      revision: z.number(),
      message: messageReply
        .omit({ conversationId: true })
        .extend({ conversationId: z.string().optional(), sessionId: z.string().optional() }),
    }),
  ),
  revision: z.number(),
  hasMore: z.boolean(),
});

export const receiptReply = z.object({
  conversationId: z.string(),
  lastReadSeq: z.number(),
  unreadCount: z.number(),
});

export const conversationTokenReply = issuedToken.extend({
  conversationId: z.string(),
  channelName: z.string(),
  typingChannelName: z.string(),
});

export const conversationTypingReply = z.object({
  userId: z.string(),
  isTyping: z.boolean(),
  timestamp: instant,
});

const named = z.object({ id: z.string(), fullName: z.string() });

export const assignmentReply = z.object({
  id: z.string(),
  client: named,
  psychologist: named,
  startedAt: instant,
  conversationId: z.string().nullable(),
});

export const assignedReply = z.object({
  id: z.string(),
  clientId: z.string(),
  psychologistId: z.string(),
});
