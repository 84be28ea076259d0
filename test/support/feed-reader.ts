import type { AppError } from '../../src/errors';
import type { FeedEvent, FeedReader } from '../../src/realtime/feed-event';

/** Somebody at the feed who keeps all it is told, and takes it only as fast as it is let. */
export class KeepingReader implements FeedReader {
  readonly events: FeedEvent[] = [];
  dropped: AppError | undefined;
  /** Whether what is written leaves at once. */
  takes = true;
  private waiting = 0;

  write(event: FeedEvent): void {
    this.events.push(event);
    if (!this.takes) this.waiting += JSON.stringify(event).length;
  }

  backlog(): number {
    return this.takes ? 0 : this.waiting;
  }

  drop(error: AppError): void {
    this.dropped = error;
  }

  takeAll(): void {
    this.waiting = 0;
  }

  get seqs(): number[] {
    return this.events.flatMap((event) => (event.type === 'message' ? [event.message.seq] : []));
  }

  get texts(): string[] {
    return this.events.flatMap((e) => (e.type === 'message' ? [e.message.content] : []));
  }

  of<Type extends FeedEvent['type']>(type: Type): Extract<FeedEvent, { type: Type }>[] {
    return this.events.filter((e): e is Extract<FeedEvent, { type: Type }> => e.type === type);
  }
}
