import type { z } from 'zod';
import type {
  availabilityReply,
  bookedReply,
  counselingReply,
  notificationReply,
  notificationTokenReply,
  pageReply,
  psychologistReply,
  readReply,
  sentReply,
  slotReply,
  tokenReply,
  unreadReply,
} from '../../doors/counseling/counseling-replies';
import type { sessionReply } from '../../doors/session-reply';
import type {
  teamHealthReply,
  teamSessionReply,
  timelineReply,
} from '../../doors/team/team-replies';
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
export type MessagePage = z.output<typeof pageReply>;
export type Message = MessagePage['data'][number];
export type SentMessage = z.output<typeof sentReply>;
export type SessionToken = z.output<typeof tokenReply>;
export type ReadMark = z.output<typeof readReply>;
export type UnreadCount = z.output<typeof unreadReply>;
export type AppNotification = z.output<typeof notificationReply>;

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
