import type { z } from 'zod';
import type {
  availabilityResponse,
  bookedResponse,
  counselingResponse,
  notificationResponse,
  notificationTokenResponse,
  psychologistResponse,
  sentResponse,
  slotResponse,
  tokenResponse,
  unreadResponse,
} from '../../api/counseling/counseling-schemas';
import type {
  assignmentResponse,
  changesResponse,
  conversationResponse,
  conversationTokenResponse,
  messagePageResponse,
  messageResponse,
  userResponse,
} from '../../api/web/conversation-schemas';
import type { sessionResponse } from '../../api/shared/session-schema';
import type {
  supportDetailResponse,
  supportMessageResponse,
  supportPostedResponse,
  supportRoomResponse,
  supportStatisticsResponse,
  supportTemplateResponse,
} from '../../api/support/support-schemas';
import type {
  teamHealthResponse,
  teamSessionResponse,
  timelineResponse,
} from '../../api/team/team-schemas';
import type { messageListResponse, presenceResponse } from '../../api/tutoring/tutoring-schemas';
import type { demoUserResponse, webSessionResponse } from '../../api/system/sign-in-schemas';
import type {
  timeOffSchema,
  weeklyHoursSchema,
} from '../../sessions/availability/availability-schemas';
import type { bookingSchema, rescheduleSchema } from '../../sessions/booking/booking-schemas';

/* Inferred from the schemas that validate and document the API. */

export type Counseling = z.output<typeof counselingResponse>;
export type BookedCounseling = z.output<typeof bookedResponse>;
export type Slot = z.output<typeof slotResponse>;
export type Psychologist = z.output<typeof psychologistResponse>;
export type OwnAvailability = z.output<typeof availabilityResponse>;
export type AffectedBooking = OwnAvailability['affected'][number];
export type Session = z.output<typeof sessionResponse>;
/** A message as every chat shows it. */
export type Message = Omit<z.output<typeof messageResponse>, 'conversationId'>;
export type MessagePage = Omit<
  z.output<typeof messagePageResponse>,
  'data' | 'readMarks' | 'revision'
> & {
  data: Message[];
  readMarks: { userId: string; lastReadSeq: number }[];
  /** Undefined where messages cannot change. */
  revision?: number;
};
export type MessageChanges = z.output<typeof changesResponse>;
export type MessageChange = Pick<MessageChanges['changes'][number], 'revision'> & {
  message: Message;
};
/** A message of the routes that all kinds of conversations share. */
export type MemberMessage = z.output<typeof messageListResponse>['messages'][number];
export type MessageSearchPage = z.output<typeof messageListResponse>;
export type SentMessage = z.output<typeof sentResponse>;
export type SessionToken = z.output<typeof tokenResponse>;
export type UnreadCount = z.output<typeof unreadResponse>;
export type AppNotification = z.output<typeof notificationResponse>;

export type Conversation = z.output<typeof conversationResponse>;
export type ConversationToken = z.output<typeof conversationTokenResponse>;
export type Contact = z.output<typeof userResponse>;
export type Assignment = z.output<typeof assignmentResponse>;

export type SupportRoom = z.output<typeof supportRoomResponse>;
export type SupportDetail = z.output<typeof supportDetailResponse>;
export type SupportMessage = z.output<typeof supportMessageResponse>;
export type SupportPosted = z.output<typeof supportPostedResponse>;
export type SupportStatistics = z.output<typeof supportStatisticsResponse>;
export type ReplyTemplate = z.output<typeof supportTemplateResponse>;

export type UserPresence = z.output<typeof presenceResponse>;

export type TeamSession = z.output<typeof teamSessionResponse>;
export type Timeline = z.output<typeof timelineResponse>;
export type TimelineStep = Timeline['steps'][number];
export type TeamToken = z.output<typeof notificationTokenResponse>;
export type TeamHealth = z.output<typeof teamHealthResponse>;

export type Booking = z.input<typeof bookingSchema>;
export type Reschedule = z.input<typeof rescheduleSchema>;
export type WeeklyHours = z.input<typeof weeklyHoursSchema>;
export type WeeklyInterval = WeeklyHours['hours'][number];
export type TimeOff = z.input<typeof timeOffSchema>;

/** The sign-in of this browser. */
export type SignedIn = z.output<typeof webSessionResponse>;
export type DemoUser = z.output<typeof demoUserResponse>;
