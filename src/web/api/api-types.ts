import type { z } from 'zod';
import type {
  availabilityReply,
  bookedReply,
  counselingReply,
  notificationReply,
  notificationTokenReply,
  psychologistReply,
  sentReply,
  slotReply,
  tokenReply,
  unreadReply,
} from '../../doors/counseling/counseling-replies';
import type {
  assignmentReply,
  changesReply,
  conversationReply,
  conversationTokenReply,
  messagePageReply,
  messageReply,
  personReply,
} from '../../doors/conversations/conversation-replies';
import type { sessionReply } from '../../doors/session-reply';
import type {
  supportDetailReply,
  supportMessageReply,
  supportPostedReply,
  supportRoomReply,
  supportStatisticsReply,
  supportTemplateReply,
} from '../../doors/support/support-replies';
import type {
  teamHealthReply,
  teamSessionReply,
  timelineReply,
} from '../../doors/team/team-replies';
import type { messageListReply, presenceReply } from '../../doors/tutoring/tutoring-replies';
import type { demoPersonReply, webSessionReply } from '../../doors/system/sign-in-replies';
import type { timeOffSchema, weeklyHoursSchema } from '../../sessions/availability-schema';
import type { bookingSchema, rescheduleSchema } from '../../sessions/booking-schema';

/* What the API takes and gives, from the very schemas that check and describe it. */

export type Counseling = z.output<typeof counselingReply>;
export type BookedCounseling = z.output<typeof bookedReply>;
export type Slot = z.output<typeof slotReply>;
export type Psychologist = z.output<typeof psychologistReply>;
export type OwnAvailability = z.output<typeof availabilityReply>;
export type AffectedBooking = OwnAvailability['affected'][number];
export type Session = z.output<typeof sessionReply>;
/** A message as every room shows it, wherever it was said. */
export type Message = Omit<z.output<typeof messageReply>, 'conversationId'>;
export type MessagePage = Omit<
  z.output<typeof messagePageReply>,
  'data' | 'readMarks' | 'revision'
> & {
  data: Message[];
  readMarks: { userId: string; lastReadSeq: number }[];
  /** Unknown where messages never change. */
  revision?: number;
};
/** What became of messages since a revision. */
export type Changes = z.output<typeof changesReply>;
export type MessageChange = Pick<Changes['changes'][number], 'revision'> & { message: Message };
/** A message as the address that serves all kinds of conversations tells of it. */
export type MemberMessage = z.output<typeof messageListReply>['messages'][number];
export type FoundPage = z.output<typeof messageListReply>;
export type SentMessage = z.output<typeof sentReply>;
export type SessionToken = z.output<typeof tokenReply>;
export type UnreadCount = z.output<typeof unreadReply>;
export type AppNotification = z.output<typeof notificationReply>;

export type Conversation = z.output<typeof conversationReply>;
export type ConversationToken = z.output<typeof conversationTokenReply>;
export type Person = z.output<typeof personReply>;
export type Assignment = z.output<typeof assignmentReply>;

export type SupportRoom = z.output<typeof supportRoomReply>;
export type SupportDetail = z.output<typeof supportDetailReply>;
export type SupportMessage = z.output<typeof supportMessageReply>;
export type SupportPosted = z.output<typeof supportPostedReply>;
export type SupportStatistics = z.output<typeof supportStatisticsReply>;
export type ReplyTemplate = z.output<typeof supportTemplateReply>;

/** Whether somebody is there, and since when they are not. */
export type PresenceOf = z.output<typeof presenceReply>;

export type TeamSession = z.output<typeof teamSessionReply>;
export type Timeline = z.output<typeof timelineReply>;
export type TimelineStep = Timeline['steps'][number];
export type TeamToken = z.output<typeof notificationTokenReply>;
export type TeamHealth = z.output<typeof teamHealthReply>;

export type Booking = z.input<typeof bookingSchema>;
export type Reschedule = z.input<typeof rescheduleSchema>;
export type WeeklyHours = z.input<typeof weeklyHoursSchema>;
export type WeeklyStretch = WeeklyHours['hours'][number];
export type TimeOff = z.input<typeof timeOffSchema>;

/** Who is signed in at this browser. */
export type SignedIn = z.output<typeof webSessionReply>;
export type DemoPerson = z.output<typeof demoPersonReply>;
