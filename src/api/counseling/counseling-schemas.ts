import { z } from 'zod';
import { messagePageShape, messageShape } from '../shared/message-schemas';
import { instant } from '../shared/instant';
import { conversationChannelsSchema, issuedTokenSchema } from '../shared/ably-token-schema';
import { METHODS, NOTIFICATION_KINDS, SESSION_STATUSES } from '../../enums';

/* Response schemas of the counseling API. */

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
  /** Until when the caller may cancel or reschedule. */
  changeableUntil: instant,
  createdAt: instant,
  /** Common to the bookings of a weekly series. */
  seriesId: z.string().nullable(),
  chatSession: chatSessionSchema.nullable(),
});

export const bookedResponse = counselingResponse.extend({
  ambiguousTimes: z.array(z.string()).optional(),
});

export const seriesResponse = z.object({
  seriesId: z.string(),
  counselings: z.array(counselingResponse),
});

/** Starts outside it are refused as `starts-too-soon` or `starts-too-late`. */
export const bookingWindowResponse = z.object({ earliest: instant, latest: instant });

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
  /** The id, with which it is removed, is present in the psychologist's own response only. */
  timeOff: z.array(z.object({ id: z.string().optional(), startsAt: instant, endsAt: instant })),
  /** Dates whose hours replace the weekly ones; without hours, the date is off. */
  dates: z.array(
    z.object({
      date: z.string(),
      hours: z.array(z.object({ startTime: z.string(), endTime: z.string() })),
    }),
  ),
  /** Minutes free between two sessions that do not overlap. */
  bufferMinutes: z.number(),
});

/** A psychologist's own hours after a change, and the bookings in conflict with them. */
export const availabilityResponse = psychologistResponse.extend({
  timeOff: z.array(z.object({ id: z.string(), startsAt: instant, endsAt: instant })),
  /** These stay booked until a participant or the team cancels or reschedules them. */
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

const messageSchema = z.object({ ...messageShape, sessionId: z.string() });

/** The response to a send repeats `content` as `message` (C-20). */
export const sentResponse = messageSchema.extend({ message: z.string() });

export const pageResponse = z.object({ data: z.array(messageSchema), ...messagePageShape });

export const tokenResponse = issuedTokenSchema.extend({
  sessionId: z.string(),
  ...conversationChannelsSchema.shape,
});

/** A token for the caller's own channel `user:<id>`. */
export const notificationTokenResponse = issuedTokenSchema.extend({ channelName: z.string() });

export const readResponse = z.object({
  sessionId: z.string(),
  lastReadSeq: z.number(),
  unreadCount: z.number(),
});

export const unreadResponse = z.object({ sessionId: z.string(), unreadCount: z.number() });
export const totalUnreadResponse = z.object({ unreadCount: z.number() });

export const notificationResponse = z.object({
  id: z.string(),
  kind: z.enum(NOTIFICATION_KINDS),
  /** Null: about the account itself. */
  counselingId: z.string().nullable(),
  sessionId: z.string().nullable(),
  createdAt: instant,
  readAt: instant.nullable(),
});
