import type { Typing } from '../../chat/announce-typing';
import type { OrderedChange } from '../../chat/changes/change-event';
import type { Cursor } from '../../chat/changes/change-event';
import type { ConversationChanges } from '../../chat/changes/read-changes-since';
import { RecentMessages } from './recent-messages';
import type { StoredMessages } from './recent-messages';
import { HIGH_WATER_MARK } from './back-pressure';
import type { FeedSubscriber } from './feed-event';

/** Typing ends after this long without another typing event. */
const TYPING_TIMEOUT_MS = 6_000;

export interface TopicSubscription {
  subscriber: FeedSubscriber;
  cursor: Cursor;
  /** Whether the topic delivers to it; otherwise it is catching up with separate reads. */
  isLive: boolean;
  isOpen: boolean;
}

/** One conversation in this process: its cursor and its subscribers. */
export class FeedTopic {
  readonly subscriptions = new Set<TopicSubscription>();
  cursor: Cursor;
  /** Compared with the database after a restore. */
  readonly recent: RecentMessages;
  private readonly typingTimers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly conversationId: string,
    start: { cursor: Cursor; recent?: RecentMessages | undefined },
    private readonly onBackPressure: (topic: FeedTopic, subscription: TopicSubscription) => void,
  ) {
    this.cursor = start.cursor;
    this.recent = start.recent ?? new RecentMessages();
  }

  /** Moves the cursor and delivers the changes to every live subscriber. */
  advance({ events, cursor }: ConversationChanges): void {
    for (const event of events) {
      this.cursor = maxCursor(this.cursor, event.cursor);
      for (const one of this.subscriptions) if (one.isLive) this.deliverLive(one, event);
      if (event.type !== 'message') continue;
      this.recent.add(event.message);
      this.stopTyping(event.message.senderId ?? '');
    }
    this.cursor = maxCursor(this.cursor, cursor);
  }

  /**
   * The database was restored: it knows changes up to `head`, and has `messages` of the recent ones.
   * Other processes may have reached it earlier and stored messages under the `seq` of lost ones.
   * Returns what both have.
   */
  rewind(head: Cursor, messages: StoredMessages): Cursor {
    const known = { ...head, seq: Math.min(head.seq, this.recent.keepCommon(messages)) };
    this.cursor = minCursor(this.cursor, known);
    for (const one of this.subscriptions) one.cursor = minCursor(one.cursor, known);
    return known;
  }

  publishTyping(typing: Typing): void {
    const { userId, isTyping } = typing;
    clearTimeout(this.typingTimers.get(userId));
    if (isTyping) {
      const timer = setTimeout(() => this.stopTyping(userId), TYPING_TIMEOUT_MS);
      this.typingTimers.set(userId, timer);
    } else this.typingTimers.delete(userId);
    for (const { isLive, subscriber } of this.subscriptions) {
      if (isLive) subscriber.write({ type: 'typing', typing });
    }
  }

  close(): void {
    for (const timer of this.typingTimers.values()) clearTimeout(timer);
    this.typingTimers.clear();
  }

  private deliverLive(subscription: TopicSubscription, event: OrderedChange): void {
    deliver(subscription, event);
    if (subscription.subscriber.backlog() > HIGH_WATER_MARK) {
      this.onBackPressure(this, subscription);
    }
  }

  private stopTyping(userId: string): void {
    if (!this.typingTimers.has(userId)) return;
    this.publishTyping({ userId, isTyping: false, timestamp: new Date().toISOString() });
  }
}

/**
 * Writes an event unless the subscriber already has it. A subscriber that caught up may be ahead of the
 * read behind the event: its cursor never moves backwards, or a reconnect would repeat messages.
 */
export function deliver(subscription: TopicSubscription, event: OrderedChange): void {
  const { cursor, subscriber, isOpen } = subscription;
  const isNew =
    event.type === 'message'
      ? event.cursor.seq > cursor.seq
      : event.cursor.revision > cursor.revision;
  if (!isOpen || !isNew) return;
  subscription.cursor = maxCursor(cursor, event.cursor);
  // The same object for all subscribers: a frame is serialized once.
  const isAhead = isBehind(event.cursor, subscription.cursor);
  subscriber.write(isAhead ? { ...event, cursor: subscription.cursor } : event);
}

export function maxCursor(one: Cursor, other: Cursor): Cursor {
  return { seq: Math.max(one.seq, other.seq), revision: Math.max(one.revision, other.revision) };
}

export function minCursor(one: Cursor, other: Cursor): Cursor {
  return { seq: Math.min(one.seq, other.seq), revision: Math.min(one.revision, other.revision) };
}

export function isBehind(cursor: Cursor, head: Cursor): boolean {
  return cursor.seq < head.seq || cursor.revision < head.revision;
}
