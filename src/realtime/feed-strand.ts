import type { Typing } from '../conversation/announce-typing';
import type { News, Position } from '../conversation/read-news';
import type { FeedEvent, FeedReader } from './feed-event';
import { FULL_BACKLOG } from './reader-room';

/** Who says nothing more for so long has stopped typing. */
const TYPING_LAPSES_MS = 6_000;

/** One reader's place on a strand. */
export interface Seat {
  reader: FeedReader;
  position: Position;
  /** Whether it takes what comes, or is being brought up to here. */
  isLive: boolean;
  isOpen: boolean;
}

/** One conversation in this process: where it stands, and all who read it here. */
export class FeedStrand {
  readonly seats = new Set<Seat>();
  private readonly typists = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly conversationId: string,
    public position: Position,
    /** Called when a live reader cannot take more. */
    private readonly full: (strand: FeedStrand, seat: Seat) => void,
  ) {}

  /** Moves on and tells every live reader what is new to it. */
  advance(news: News): void {
    for (const event of eventsOf(news, this.position)) {
      this.position = latest(this.position, event.position);
      for (const seat of this.seats) if (seat.isLive) this.tellLive(seat, event);
      if (event.type === 'message') this.stopTyping(event.message.senderId ?? '');
    }
    this.position = latest(this.position, news.position);
  }

  type(typing: Typing): void {
    const { userId, isTyping } = typing;
    clearTimeout(this.typists.get(userId));
    if (isTyping) {
      const lapse = setTimeout(() => this.stopTyping(userId), TYPING_LAPSES_MS);
      this.typists.set(userId, lapse);
    } else this.typists.delete(userId);
    for (const seat of this.seats) if (seat.isLive) seat.reader.write({ type: 'typing', typing });
  }

  close(): void {
    for (const lapse of this.typists.values()) clearTimeout(lapse);
    this.typists.clear();
  }

  private tellLive(seat: Seat, event: PlacedEvent): void {
    tell(seat, event);
    if (seat.reader.backlog() > FULL_BACKLOG) this.full(this, seat);
  }

  private stopTyping(userId: string): void {
    if (!this.typists.has(userId)) return;
    this.type({ userId, isTyping: false, timestamp: new Date().toISOString() });
  }
}

type PlacedEvent = Exclude<FeedEvent, { type: 'typing' }>;

/** Writes an event to a reader that does not have it yet. */
export function tell(seat: Seat, event: PlacedEvent): void {
  const { position, reader, isOpen } = seat;
  const isNew =
    event.type === 'message'
      ? event.position.seq > position.seq
      : event.position.revision > position.revision;
  if (!isOpen || !isNew) return;
  seat.position = latest(position, event.position);
  reader.write(event);
}

/** Messages first, then everything else in the order of its revisions. */
export function eventsOf(news: News, from: Position): PlacedEvent[] {
  const { kind, state, ownRevision, position } = news;
  const at = (revision: number): Position => ({ seq: position.seq, revision });
  const told: PlacedEvent[] = news.messages
    .filter((message) => message.seq > from.seq)
    .map((message) => ({
      type: 'message',
      message,
      position: { seq: message.seq, revision: from.revision },
    }));
  const others: PlacedEvent[] = [
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

export function latest(one: Position, other: Position): Position {
  return { seq: Math.max(one.seq, other.seq), revision: Math.max(one.revision, other.revision) };
}

export function isBehind(position: Position, head: Position): boolean {
  return position.seq < head.seq || position.revision < head.revision;
}
