import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type { QueuedEvent } from './delivery-queue';
import type { ShardLease } from './shard-lease';

/** An event from its read to its mark. */
export interface InFlightEvent {
  event: StoredEvent;
  lease: ShardLease;
  /** What its delivery needs is being loaded. */
  isLoading: boolean;
}

/**
 * Events that were read and are not marked yet, which the next read skips. When an event is dropped,
 * the later ones of its order key that are being read or loaded are dropped as well: the next read
 * returns all of them in order.
 */
export class InFlightEvents {
  private readonly events = new Map<string, InFlightEvent>();
  /** Order keys that were dropped since the current read began. */
  private readonly droppedKeys = new Set<string>();
  private isAllDropped = false;

  get size(): number {
    return this.events.size;
  }

  ids(): string[] {
    return [...this.events.keys()];
  }

  leases(): Set<ShardLease> {
    return new Set([...this.events.values()].map(({ lease }) => lease));
  }

  beginRead(): void {
    this.droppedKeys.clear();
    this.isAllDropped = false;
  }

  /** Adds the events of a read and returns those to load. */
  endRead(events: Omit<InFlightEvent, 'isLoading'>[]): InFlightEvent[] {
    const current = events.filter(
      ({ event }) => !this.isAllDropped && !this.droppedKeys.has(event.orderKey),
    );
    return current.map((one) => {
      const added = { ...one, isLoading: true };
      this.events.set(one.event.id, added);
      return added;
    });
  }

  /** Returns false for an event that was dropped while it was loaded. */
  endLoading(one: InFlightEvent): boolean {
    if (this.events.get(one.event.id) !== one) return false;
    one.isLoading = false;
    return true;
  }

  remove(events: Pick<QueuedEvent, 'event'>[]): void {
    for (const { event } of events) this.events.delete(event.id);
  }

  /** Drops what is being read or loaded, of one order key or of all. */
  dropUnqueued(key?: string): void {
    if (key === undefined) this.isAllDropped = true;
    else this.droppedKeys.add(key);
    for (const [id, { event, isLoading }] of this.events) {
      if (isLoading && (key === undefined || event.orderKey === key)) this.events.delete(id);
    }
  }
}
