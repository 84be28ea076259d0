import type { Typing } from '../../chat/announce-typing';
import type { ConversationChanges, Position } from '../../chat/changes/read-changes-since';
import type { FeedEvent, FeedSubscriber } from './feed-event';
import { HIGH_WATER_MARK } from './back-pressure';

/** Who says nothing more for so long has stopped typing. */
const TYPING_TIMEOUT_MS = 6_000;

/** One reader's place on a strand. */
export interface TopicSubscription {
  subscriber: FeedSubscriber;
  cursor: Position;
  /** Whether it takes what comes, or is being brought up to here. */
  isLive: boolean;
  isOpen: boolean;
}

/** One conversation in this process: where it stands, and all who read it here. */
export class FeedTopic {
  readonly subscriptions = new Set<TopicSubscription>();
  private readonly typingTimers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly conversationId: string,
    public cursor: Position,
    /** Called when a live reader cannot take more. */
    private readonly onBackPressure: (strand: FeedTopic, seat: TopicSubscription) => void,
  ) {}

  /** Moves on and tells every live reader what is new to it. */
  advance(news: ConversationChanges): void {
    for (const event of toFeedEvents(news, this.cursor)) {
      this.cursor = maxCursor(this.cursor, event.position);
      for (const seat of this.subscriptions) if (seat.isLive) this.deliverLive(seat, event);
      if (event.type === 'message') this.stopTyping(event.message.senderId ?? '');
    }
    this.cursor = maxCursor(this.cursor, news.cursor);
  }

  publishTyping(typing: Typing): void {
    const { userId, isTyping } = typing;
    clearTimeout(this.typingTimers.get(userId));
    if (isTyping) {
      const lapse = setTimeout(() => this.stopTyping(userId), TYPING_TIMEOUT_MS);
      this.typingTimers.set(userId, lapse);
    } else this.typingTimers.delete(userId);
    for (const seat of this.subscriptions)
      if (seat.isLive) seat.subscriber.write({ type: 'typing', typing });
  }

  close(): void {
    for (const lapse of this.typingTimers.values()) clearTimeout(lapse);
    this.typingTimers.clear();
  }

  private deliverLive(seat: TopicSubscription, event: DurableEvent): void {
    deliver(seat, event);
    if (seat.subscriber.backlog() > HIGH_WATER_MARK) this.onBackPressure(this, seat);
  }

  private stopTyping(userId: string): void {
    if (!this.typingTimers.has(userId)) return;
    this.publishTyping({ userId, isTyping: false, timestamp: new Date().toISOString() });
  }
}

type DurableEvent = Exclude<FeedEvent, { type: 'typing' }>;

/** Writes an event to a reader that does not have it yet. */
export function deliver(seat: TopicSubscription, event: DurableEvent): void {
  const { cursor: position, subscriber: reader, isOpen } = seat;
  const isNew =
    event.type === 'message'
      ? event.position.seq > position.seq
      : event.position.revision > position.revision;
  if (!isOpen || !isNew) return;
  seat.cursor = maxCursor(position, event.position);
  reader.write(event);
}

/** Messages first, then everything else in the order of its revisions. */
export function toFeedEvents(news: ConversationChanges, from: Position): DurableEvent[] {
  const { kind, state, ownRevision, cursor: position } = news;
  const at = (revision: number): Position => ({ seq: position.seq, revision });
  const told: DurableEvent[] = news.messages
    .filter((message) => message.seq > from.seq)
    .map((message) => ({
      type: 'message',
      message,
      position: { seq: message.seq, revision: from.revision },
    }));
  const others: DurableEvent[] = [
    ...news.receipts.map((receipt) => ({
      type: 'receipt' as const,
      receipt,
      position: at(receipt.revision),
    })),
    ...news.changes.map(({ revision, message }) => ({
      type: 'message-changed' as const,
      message,
      position: at(revision),
    })),
    ...news.deliveries.map((delivery) => ({
      type: 'delivered' as const,
      delivery,
      position: at(delivery.revision),
    })),
    { type: 'changed', kind, state, position: at(ownRevision) },
  ];
  const isNew = ({ revision }: Position): boolean =>
    revision > from.revision && revision <= position.revision;
  return told.concat(
    others
      .filter((event) => isNew(event.position))
      .sort((one, other) => one.position.revision - other.position.revision),
  );
}

export function maxCursor(one: Position, other: Position): Position {
  return { seq: Math.max(one.seq, other.seq), revision: Math.max(one.revision, other.revision) };
}

export function isBehind(position: Position, head: Position): boolean {
  return position.seq < head.seq || position.revision < head.revision;
}
