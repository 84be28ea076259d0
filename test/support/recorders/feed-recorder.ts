import type { AppError } from '../../../src/errors';
import type { FeedEvent, FeedSubscriber } from '../../../src/delivery/feed/feed-event';

/** A feed subscriber that records events and consumes its buffer only when a test allows it. */
export class FeedRecorder implements FeedSubscriber {
  readonly events: FeedEvent[] = [];
  dropped: AppError | undefined;
  /** Whether written events leave the buffer immediately. */
  drainsImmediately = true;
  private bufferedLength = 0;

  write(event: FeedEvent): void {
    this.events.push(event);
    if (!this.drainsImmediately) this.bufferedLength += JSON.stringify(event).length;
  }

  backlog(): number {
    return this.drainsImmediately ? 0 : this.bufferedLength;
  }

  drop(error: AppError): void {
    this.dropped = error;
  }

  drainAll(): void {
    this.bufferedLength = 0;
  }

  get seqs(): number[] {
    return this.events.flatMap((event) => (event.type === 'message' ? [event.message.seq] : []));
  }

  get texts(): string[] {
    return this.events.flatMap((e) => (e.type === 'message' ? [e.message.content] : []));
  }

  eventsOf<Type extends FeedEvent['type']>(type: Type): Extract<FeedEvent, { type: Type }>[] {
    return this.events.filter((e): e is Extract<FeedEvent, { type: Type }> => e.type === type);
  }
}
