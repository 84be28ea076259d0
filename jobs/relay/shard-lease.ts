import type { Destination } from '../../src/delivery/outbox/outbox-event';
import type { HeldLease } from '../../src/delivery/outbox/outbox-lease-repository';

/** The right of this process to deliver one shard of a destination. */
export class ShardLease {
  readonly destination: Destination;
  readonly shard: number;
  readonly shardCount: number;
  /** Refused by the database and by Redis once another process has the shard. */
  readonly fence: number;
  /** No new events are read: the lease is about to be released. */
  isEnding = false;
  /** Released or taken over: never valid again. */
  isLost = false;
  private validUntil = -Infinity;

  constructor({ destination, shard, shardCount, fence }: HeldLease) {
    this.destination = destination;
    this.shard = shard;
    this.shardCount = shardCount;
    this.fence = fence;
  }

  /**
   * Whether no other process may have the shard. Checked right before each delivery: a process that
   * was frozen finds its lease expired.
   */
  get isValid(): boolean {
    return !this.isLost && performance.now() < this.validUntil;
  }

  /** `requestedAt`: when the renewal left this process, so that the database's expiry is later. */
  extend(requestedAt: number, ttlMs: number): void {
    this.validUntil = requestedAt + ttlMs;
  }
}
