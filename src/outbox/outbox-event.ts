import type { NotificationKind, Role, SessionStatus, Step, StepOutcome } from '../words';

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

export interface MessagePosted {
  kind: 'message.posted';
  conversationId: string;
  messageId: string;
}

export interface ConversationRead {
  kind: 'conversation.read';
  conversationId: string;
  userId: string;
  lastReadSeq: number;
  unreadCount: number;
  readAt: string;
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
  | ConversationRead
  | NotificationCreated
  | TimelinePlanned
  | TimelineDropped;

/** `realtime` leaves to people through Ably, `timers` to the job queue. */
export type Lane = 'realtime' | 'timers';

export function laneOf(event: OutboxEvent): Lane {
  return event.kind === 'timeline.planned' || event.kind === 'timeline.dropped'
    ? 'timers'
    : 'realtime';
}

/** Events with the same key are delivered in the order in which they were written. */
export function orderKeyOf(event: OutboxEvent): string {
  if (event.kind === 'notification.created') return `user:${event.userId}`;
  // A session's changes and its messages leave in one order: first the words, then the state.
  if ('conversationId' in event) return `conversation:${event.conversationId}`;
  return `session:${event.sessionId}`;
}
