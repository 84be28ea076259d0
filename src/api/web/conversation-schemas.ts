import { z } from 'zod';
import { CONVERSATION_KINDS, CONVERSATION_STATES, MESSAGE_TYPES, ROLES } from '../../enums';
import { messageExtrasShape } from '../shared/message-extras-schema';
import { instant } from '../shared/session-schema';
import { issuedTokenSchema } from '../shared/ably-token-schema';

/* What is answered about conversations that are no sessions, in our own words. */

export const userResponse = z.object({
  id: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
});

export const messageResponse = z.object({
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
  ...messageExtrasShape,
});

export const conversationResponse = z.object({
  id: z.string(),
  kind: z.enum(CONVERSATION_KINDS),
  state: z.enum(CONVERSATION_STATES),
  members: z.array(userResponse),
  lastMessage: messageResponse.nullable(),
  lastMessageReadAt: instant.nullable(),
  lastMessageAt: instant.nullable(),
  lastSeq: z.number(),
  unreadCount: z.number(),
  lastReadSeq: z.number(),
  /** When I put it into my archive. */
  archivedAt: instant.nullable(),
  createdAt: instant,
});

export const messagePageResponse = z.object({
  data: z.array(messageResponse),
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
export const changesResponse = z.object({
  changes: z.array(
    z.object({
      revision: z.number(),
      message: messageResponse
        .omit({ conversationId: true })
        .extend({ conversationId: z.string().optional(), sessionId: z.string().optional() }),
    }),
  ),
  revision: z.number(),
  hasMore: z.boolean(),
});

export const receiptResponse = z.object({
  conversationId: z.string(),
  lastReadSeq: z.number(),
  unreadCount: z.number(),
});

export const conversationTokenResponse = issuedTokenSchema.extend({
  conversationId: z.string(),
  channelName: z.string(),
  typingChannelName: z.string(),
});

export const conversationTypingResponse = z.object({
  userId: z.string(),
  isTyping: z.boolean(),
  timestamp: instant,
});

const userSchema = z.object({ id: z.string(), fullName: z.string() });

export const assignmentResponse = z.object({
  id: z.string(),
  client: userSchema,
  psychologist: userSchema,
  startedAt: instant,
  conversationId: z.string().nullable(),
});

export const assignedResponse = z.object({
  id: z.string(),
  clientId: z.string(),
  psychologistId: z.string(),
});
