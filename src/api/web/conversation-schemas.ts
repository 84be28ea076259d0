import { z } from 'zod';
import { CONVERSATION_KINDS, CONVERSATION_STATES, ROLES } from '../../enums';
import { messagePageShape, messageShape } from '../shared/message-schemas';
import { instant } from '../shared/instant';
import { conversationChannelsSchema, issuedTokenSchema } from '../shared/ably-token-schema';

/* Response schemas of the browser app's conversations. */

export const userResponse = z.object({
  id: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
});

export const messageResponse = z.object({ ...messageShape, conversationId: z.string() });

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
  /** When the caller archived it. */
  archivedAt: instant.nullable(),
  createdAt: instant,
});

export const messagePageResponse = z.object({
  data: z.array(messageResponse),
  ...messagePageShape,
});

/** A session's messages carry `sessionId` instead of `conversationId`. */
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
  ...conversationChannelsSchema.shape,
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
