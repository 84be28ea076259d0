import type {
  ConversationKind,
  ConversationState,
  NotificationKind,
  Role,
  SessionStatus,
  Step,
  StepOutcome,
} from '../../enums';

/** A session's row changed, or one of its steps was done. Times are ISO 8601. */
export interface SessionChanged {
  kind: 'session.changed';
  sessionId: string;
  conversationId: string;
  counselingId: string;
  status: SessionStatus;
  startsAt: string;
  endsAt: string;
  at: string;
  /** What participants are told, if anything. */
  signal?: 'chat_enabled' | 'ending_soon' | 'completed' | 'cancelled' | 'rescheduled';
  endedBy?: Role | 'system';
  step?: Step;
  outcome?: StepOutcome;
  lateMs?: number;
  /** Code of what keeps a step from being done; the team should look. */
  problem?: string;
}

/** What happened in a conversation that is no session is told to the readers at sockets as well. */
interface ConversationEvent {
  conversationId: string;
  toFeed?: true;
}

export interface MessagePosted extends ConversationEvent {
  kind: 'message.posted';
  messageId: string;
}

export interface ConversationRead extends ConversationEvent {
  kind: 'conversation.read';
  /** Null: the conversation is no session. */
  sessionId: string | null;
  userId: string;
  lastReadSeq: number;
  unreadCount: number;
  readAt: string;
  /** By which the receipt is found again; missing in what an older process wrote. */
  revision?: number;
}

/** What may happen to a message that is there. */
export type MessageChange = 'edited' | 'deleted' | 'reacted' | 'checked';

export interface MessageChanged extends ConversationEvent {
  kind: 'message.changed';
  messageId: string;
  change: MessageChange;
  /** The conversation's revision that the change made. */
  revision: number;
}

/** Messages reached devices of members. */
export interface ConversationDelivered extends ConversationEvent {
  kind: 'conversation.delivered';
  /** Null: the conversation is no session. */
  sessionId: string | null;
  marks: { userId: string; lastDeliveredSeq: number }[];
  revision: number;
}

/** Something about a conversation changed that has no event of its own: look again. */
export interface ConversationChanged extends ConversationEvent {
  kind: 'conversation.changed';
  conversationKind: ConversationKind;
  state: ConversationState;
  /** Whom to tell on their own channel. */
  memberIds: string[];
}

export interface NotificationCreated {
  kind: 'notification.created';
  notificationId: string;
  userId: string;
  notification: NotificationKind;
  counselingId: string;
  sessionId: string | null;
  createdAt: string;
}

export interface TimelinePlanned {
  kind: 'timeline.planned';
  sessionId: string;
  generation: number;
  steps: { step: Step; dueAt: string }[];
}

export interface TimelineDropped {
  kind: 'timeline.dropped';
  sessionId: string;
  generation: number;
}

/** Everything that leaves the house: ids and facts, never anybody's words. */
export type OutboxEvent =
  | SessionChanged
  | MessagePosted
  | MessageChanged
  | ConversationRead
  | ConversationDelivered
  | ConversationChanged
  | NotificationCreated
  | TimelinePlanned
  | TimelineDropped;

/**
 * `realtime` leaves to people through Ably, `feed` calls the readers at sockets, `timers` leaves to
 * the job queue. A lane never waits for another.
 */
export type Destination = 'realtime' | 'feed' | 'timers';

/** Where a fact leaves to; one row of the outbox for each lane. */
export function destinationsOf(event: OutboxEvent): Destination[] {
  if (event.kind === 'timeline.planned' || event.kind === 'timeline.dropped') return ['timers'];
  return 'toFeed' in event && event.toFeed ? ['realtime', 'feed'] : ['realtime'];
}

/** Events with the same key are delivered in the order in which they were written. */
export function orderingKeyOf(event: OutboxEvent): string {
  if (event.kind === 'notification.created') return `user:${event.userId}`;
  // A session's changes and its messages leave in one order: first the words, then the state.
  if ('conversationId' in event) return `conversation:${event.conversationId}`;
  return `session:${event.sessionId}`;
}
