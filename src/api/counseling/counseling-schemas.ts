import { z } from 'zod';
import { messageExtrasShape } from '../shared/message-extras-schema';
import { instant } from '../shared/session-schema';
import { issuedTokenSchema } from '../shared/ably-token-schema';
import { MESSAGE_TYPES, METHODS, NOTIFICATION_KINDS, ROLES, SESSION_STATUSES } from '../../enums';

/* What the counseling door answers: the shapes that make the OpenAPI document. */

const userSchema = z.object({ id: z.string(), fullName: z.string() });

const chatSessionSchema = z.object({
  sessionId: z.string(),
  conversationId: z.string(),
  status: z.enum(SESSION_STATUSES),
  isActive: z.boolean(),
  isChatEnabled: z.boolean(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
});

export const counselingResponse = z.object({
  id: z.string(),
  method: z.enum(METHODS),
  status: z.enum(['booked', 'cancelled', 'completed']),
  scheduledAt: instant,
  endsAt: instant,
  startsAtLocal: z.string(),
  endsAtLocal: z.string(),
  timezone: z.string(),
  client: userSchema,
  psychologist: userSchema.extend({ timezone: z.string() }),
  notes: z.string().nullable(),
  cancelledAt: instant.nullable(),
  cancelReason: z.string().nullable(),
  createdAt: instant,
  chatSession: chatSessionSchema.nullable(),
});

export const bookedResponse = counselingResponse.extend({
  ambiguousTimes: z.array(z.string()).optional(),
});

export const slotResponse = z.object({
  startsAt: instant,
  endsAt: instant,
  startTime: z.string(),
  endTime: z.string(),
  psychologists: z.array(userSchema.extend({ timezone: z.string() })),
});

export const psychologistResponse = userSchema.extend({
  timezone: z.string(),
  weeklyHours: z.array(
    z.object({ weekday: z.number(), startTime: z.string(), endTime: z.string() }),
  ),
  /** With an id where it is one's own, to take it back by. */
  timeOff: z.array(z.object({ id: z.string().optional(), startsAt: instant, endsAt: instant })),
});

/** A psychologist's own hours after a change, and the bookings that the change collides with. */
export const availabilityResponse = psychologistResponse.extend({
  timeOff: z.array(z.object({ id: z.string(), startsAt: instant, endsAt: instant })),
  /** They stay booked; whoever booked them decides what becomes of them. */
  affected: z.array(
    z.object({
      counselingId: z.string(),
      sessionId: z.string().nullable(),
      method: z.enum(METHODS),
      client: userSchema,
      startsAt: instant,
      endsAt: instant,
    }),
  ),
});

const messageSchema = z.object({
  id: z.string(),
  seq: z.number(),
  sessionId: z.string(),
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

/** A reply to a send repeats `content` as `message` (C-20). */
export const sentResponse = messageSchema.extend({ message: z.string() });

export const pageResponse = z.object({
  data: z.array(messageSchema),
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

export const tokenResponse = issuedTokenSchema.extend({
  sessionId: z.string(),
  channelName: z.string(),
  typingChannelName: z.string(),
});

/** For one's own `user:<id>` channel alone. */
export const notificationTokenResponse = issuedTokenSchema.extend({ channelName: z.string() });

export const readResponse = z.object({
  sessionId: z.string(),
  lastReadSeq: z.number(),
  unreadCount: z.number(),
});

export const unreadResponse = z.object({ sessionId: z.string(), unreadCount: z.number() });
export const totalUnreadResponse = z.object({ unreadCount: z.number() });

export const typingResponse = z.object({
  userId: z.string(),
  isTyping: z.boolean(),
  timestamp: instant,
});

export const notificationResponse = z.object({
  id: z.string(),
  kind: z.enum(NOTIFICATION_KINDS),
  counselingId: z.string(),
  sessionId: z.string().nullable(),
  createdAt: instant,
  readAt: instant.nullable(),
});
