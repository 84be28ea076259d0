import type { Body, Data, ErrorBody } from './api-operations';

export type Counseling = Data<'get', '/api/v1/counselings/{id}'>;
export type BookedCounseling = Data<'post', '/api/v1/counselings/book'>;
export type Slot = Data<'get', '/api/v1/counselings/slots'>[number];
/** A free slot that an error offers. */
export type NextSlot = NonNullable<NonNullable<ErrorBody['details']>['nextSlots']>[number];
export type Psychologist = Data<'get', '/api/v1/psychologists'>[number];
export type OwnAvailability = Data<'put', '/api/v1/psychologists/me/hours'>;
export type AffectedBooking = OwnAvailability['affected'][number];
export type CalendarFeed = Data<'get', '/api/v1/calendar-feed'>;
export type NewCalendarFeed = Data<'post', '/api/v1/calendar-feed'>;
export type Session = Data<'get', '/api/v1/chat/sessions/{sessionId}'>;

type ConversationPage = Data<'get', '/api/v1/conversations/{conversationId}/messages'>;
export type DirectMessage = ConversationPage['data'][number];
/** A message as every chat shows it. */
export type Message = Omit<DirectMessage, 'conversationId'>;
export type MessagePage = Pick<ConversationPage, 'metadata'> & {
  data: Message[];
  readMarks: { userId: string; lastReadSeq: number }[];
  /** Undefined where messages cannot change. */
  revision?: number;
};
export type MessageChanges = Data<'get', '/api/v1/conversations/{conversationId}/changes'>;
export type MessageChange = Pick<MessageChanges['changes'][number], 'revision'> & {
  message: Message;
};
/** A page of the message routes that all kinds of conversations share. */
export type MessageSearchPage = Data<'get', '/api/conversations/{conversationId}/messages'>;
export type MemberMessage = MessageSearchPage['messages'][number];
export type SessionToken = Data<'get', '/api/v1/chat/ably-token'>;
export type AppNotification = Data<'get', '/api/v1/notifications'>[number];

export type Conversation = Data<'get', '/api/v1/conversations/{conversationId}'>;
export type ConversationToken = Data<'get', '/api/v1/conversations/{conversationId}/ably-token'>;
export type FirstMessage = Body<'post', '/api/v1/conversations'>;
export type Contact = Data<'get', '/api/v1/people'>[number];

export type SupportRoom = Data<'get', '/api/chat/rooms'>[number];
export type SupportDetail = Data<'get', '/api/chat/rooms/{roomId}'>;
export type SupportMessage = SupportDetail['messages'][number];
export type SupportRequest = Body<'post', '/api/chat/rooms'>;
export type SupportPosted = Data<'post', '/api/chat/rooms'>;
export type SupportStatistics = Data<'get', '/api/chat/statistics'>;
export type ReplyTemplate = Data<'get', '/api/chat/templates'>[number];

export type PushPreferences = Data<'get', '/api/v1/push/preferences'>;
export type UserPresence = Data<'get', '/api/presence'>[number];

export type TeamSession = Data<'get', '/api/v1/team/sessions'>[number];
export type Timeline = Data<'get', '/api/v1/team/sessions/{sessionId}/timeline'>;
export type TimelineStep = Timeline['steps'][number];
/** One entry of the audit log. */
export type AuditEntry = Data<'get', '/api/v1/team/audit'>[number];

export type ErasureRequest = Data<'get', '/api/v1/team/erasures'>[number];
export type ErasureCertificate = Data<'get', '/api/v1/team/erasures/{erasureId}/certificate'>;

export type TeamHealth = Data<'get', '/api/v1/team/health'>;

export type ZoneCorrection = Data<'get', '/api/v1/team/zone-corrections'>[number];

export type Series = Body<'post', '/api/v1/counselings/book-series'>;
export type CancelledSeries = Data<'put', '/api/v1/counselings/series/{seriesId}/cancel'>;
export type BookedSeries = Data<'post', '/api/v1/counselings/book-series'>;
export type SeriesConflict = NonNullable<NonNullable<ErrorBody['details']>['conflicts']>[number];
export type DateHours = Psychologist['dates'][number];
export type Booking = Body<'post', '/api/v1/counselings/book'>;
export type Reschedule = Body<'put', '/api/v1/counselings/{id}/reschedule'>;
export type WeeklyHours = Body<'put', '/api/v1/psychologists/me/hours'>;
export type WeeklyInterval = WeeklyHours['hours'][number];
export type TimeOff = Body<'post', '/api/v1/psychologists/me/time-off'>;

export type Credentials = Body<'post', '/api/v1/auth/session'>;
/** The sign-in of this browser. */
export type SignedIn = Data<'get', '/api/v1/auth/session'>;
export type DemoUser = Data<'get', '/api/v1/auth/demo-people'>[number];
