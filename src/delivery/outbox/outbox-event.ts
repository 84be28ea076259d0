import type {
  ConversationKind,
  ConversationState,
  NotificationKind,
  Role,
  SessionStatus,
  Step,
  StepOutcome,
} from '../../enums';

/** A session changed or one of its steps ran. Times are ISO 8601. */
export interface SessionChanged {
  kind: 'session.changed';
  sessionId: string;
  conversationId: string;
  counselingId: string;
  status: SessionStatus;
  startsAt: string;
  endsAt: string;
  at: string;
  /** The status published to participants, if any. */
  signal?: 'chat_enabled' | 'ending_soon' | 'completed' | 'cancelled' | 'rescheduled';
  endedBy?: Role | 'system';
  step?: Step;
  outcome?: StepOutcome;
  lateMs?: number;
  /** Error code of a step that fails repeatedly and needs the team's attention. */
  problem?: string;
}

/** A participant asked to extend a session, declined, or the session was extended. */
export interface SessionExtension {
  kind: 'session.extension';
  sessionId: string;
  conversationId: string;
  state: 'asked' | 'declined' | 'extended';
  /** User id. */
  askedBy: string | null;
  /** When the request expires without an answer. */
  expiresAt?: string;
  /** The planned end, extended or not. */
  endsAt: string;
  /** When the end warning of an extended session is due. */
  endButtonAt?: string;
  at: string;
}

interface ConversationEvent {
  conversationId: string;
  /** Also goes to the destination `feed`; set for every conversation that is not a session's. */
  toFeed?: true;
}

export function toFeedUnlessSession(kind: ConversationKind): Pick<ConversationEvent, 'toFeed'> {
  return kind === 'session' ? {} : { toFeed: true };
}

export interface MessagePosted extends ConversationEvent {
  kind: 'message.posted';
  messageId: string;
}

export interface ConversationRead extends ConversationEvent {
  kind: 'conversation.read';
  /** Null: not a session's conversation. */
  sessionId: string | null;
  userId: string;
  lastReadSeq: number;
  unreadCount: number;
  readAt: string;
  /** Identifies the receipt; missing in events of older releases. */
  revision?: number;
}

export type MessageChange = 'edited' | 'deleted' | 'reacted' | 'checked';

export interface MessageChanged extends ConversationEvent {
  kind: 'message.changed';
  messageId: string;
  change: MessageChange;
  /** The conversation's revision after the change. */
  revision: number;
}

export interface ConversationDelivered extends ConversationEvent {
  kind: 'conversation.delivered';
  /** Null: not a session's conversation. */
  sessionId: string | null;
  marks: { userId: string; lastDeliveredSeq: number }[];
  revision: number;
}

/** A change without an event of its own; clients reload the conversation. */
export interface ConversationChanged extends ConversationEvent {
  kind: 'conversation.changed';
  conversationKind: ConversationKind;
  state: ConversationState;
  /** Members who are notified on their user channel. */
  memberIds: string[];
}

export interface NotificationCreated {
  kind: 'notification.created';
  notificationId: string;
  userId: string;
  notification: NotificationKind;
  /** Null: about the account itself. */
  counselingId: string | null;
  sessionId: string | null;
  createdAt: string;
}

/** Tokens of a user were revoked: those of Ably too. */
export interface AccessRevoked {
  kind: 'access.revoked';
  userId: string;
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

/** Facts that leave the process: ids and states, never content. */
export type OutboxEvent =
  | SessionChanged
  | SessionExtension
  | MessagePosted
  | MessageChanged
  | ConversationRead
  | ConversationDelivered
  | ConversationChanged
  | NotificationCreated
  | AccessRevoked
  | TimelinePlanned
  | TimelineDropped;

/**
 * `realtime` is published through Ably, `feed` notifies the feeds of the API processes, `timers` goes
 * to the job queue. Destinations never wait for one another.
 */
export const DESTINATIONS = ['realtime', 'feed', 'timers'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** The destinations of an event; the outbox has one row for each. */
export function destinationsOf(event: OutboxEvent): Destination[] {
  if (event.kind === 'timeline.planned' || event.kind === 'timeline.dropped') return ['timers'];
  return 'toFeed' in event && event.toFeed ? ['realtime', 'feed'] : ['realtime'];
}

/** Events with the same key are delivered in the order of their insertion. */
export function orderingKeyOf(event: OutboxEvent): string {
  if (event.kind === 'notification.created' || event.kind === 'access.revoked')
    return `user:${event.userId}`;
  // A session's messages and status changes share one order.
  if ('conversationId' in event) return `conversation:${event.conversationId}`;
  return `session:${event.sessionId}`;
}
