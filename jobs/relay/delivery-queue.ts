import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type { ShardLease } from './shard-lease';

/** An event that was read and not yet marked. */
export interface QueuedEvent<Event extends StoredEvent = StoredEvent> {
  event: Event;
  /** The lease under which it was read. */
  lease: ShardLease;
}

export interface DeliveryQueueOptions {
  /** Deliveries that may run at the same time. */
  maxDeliveries: number;
  /** Events of one order key in a delivery; more than one: the delivery keeps their order. */
  maxPerKey: number;
}

const MAX_DELIVERY_SIZE = 500;
/** Waiting events of one order key; a busy conversation must not fill the queue. */
const MAX_QUEUED_PER_KEY = 50;

/**
 * Events that wait for delivery, in order per order key: a key is in one delivery at a time, and
 * a slow one holds up no other.
 */
export class DeliveryQueue<Event extends StoredEvent> {
  private readonly waiting = new Map<string, QueuedEvent<Event>[]>();
  /** Keys that wait and are not in delivery. */
  private readonly ready = new Set<string>();
  private readonly inDelivery = new Set<string>();
  private deliveries = 0;

  constructor(private readonly options: DeliveryQueueOptions) {}

  /** False: enough events of the key wait already. */
  add(queued: QueuedEvent<Event>): boolean {
    const { orderKey } = queued.event;
    const others = this.waiting.get(orderKey);
    if (others && others.length >= MAX_QUEUED_PER_KEY) return false;
    if (others) others.push(queued);
    else this.waiting.set(orderKey, [queued]);
    if (!this.inDelivery.has(orderKey)) this.ready.add(orderKey);
    return true;
  }

  fullKeys(): string[] {
    return [...this.waiting].flatMap(([key, events]) =>
      events.length >= MAX_QUEUED_PER_KEY ? [key] : [],
    );
  }

  /** The next delivery; undefined: nothing is ready, or enough deliveries are running. */
  take(): QueuedEvent<Event>[] | undefined {
    const { maxDeliveries, maxPerKey } = this.options;
    if (this.deliveries >= maxDeliveries || this.ready.size === 0) return undefined;
    const batch: QueuedEvent<Event>[] = [];
    for (const key of this.ready) {
      if (batch.length >= MAX_DELIVERY_SIZE) break;
      const events = this.waiting.get(key) ?? [];
      batch.push(...events.splice(0, maxPerKey));
      if (events.length === 0) this.waiting.delete(key);
      this.ready.delete(key);
      this.inDelivery.add(key);
    }
    this.deliveries += 1;
    return batch;
  }

  /** Ends the delivery of a batch from `take`. */
  ended(batch: QueuedEvent<Event>[]): void {
    this.deliveries -= 1;
    for (const { event } of batch) {
      this.inDelivery.delete(event.orderKey);
      if (this.waiting.has(event.orderKey)) this.ready.add(event.orderKey);
    }
  }

  /** Removes and returns the waiting events of a key. */
  removeKey(key: string): QueuedEvent<Event>[] {
    const events = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    this.ready.delete(key);
    return events;
  }

  /** Keys with a waiting event that matches. */
  keysWith(matches: (queued: QueuedEvent<Event>) => boolean): string[] {
    return [...this.waiting].flatMap(([key, events]) => (events.some(matches) ? [key] : []));
  }
}
