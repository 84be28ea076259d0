import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { DeliveryError } from '../../src/delivery/outbox/delivery-error';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import { advanceOutbox, markFailed } from '../../src/delivery/outbox/outbox-repository';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { FailureLog } from '../../src/failure-log';
import type { Logger } from '../../src/logger';
import { DeliveryQueue } from './delivery-queue';
import type { DeliveryQueueOptions, QueuedEvent } from './delivery-queue';
import { InFlightEvents } from './in-flight-events';
import type { InFlightEvent } from './in-flight-events';
import { InterruptibleTimer } from './interruptible-timer';
import type { ShardLease } from './shard-lease';
import type { WatchedLoop } from '../watchdog/watched-loop';
import type { LeaseUser } from './shard-leases';

/*
 * A relay delivers the outbox events of one destination, of the shards whose leases its process holds:
 * read due events → load what delivery needs → deliver → mark. The stages run at the same time, and
 * one statement marks what was delivered and reads what is new in all shards. It runs when it is
 * woken up, when a delivery ended and every second, so a lost wake-up costs a second at most.
 * It marks last, so a crash in between repeats a delivery; event ids make repeats harmless.
 * Events of one order key are delivered one after the other. When one of them cannot be delivered,
 * the later ones that were already read are dropped, also those of reads still in progress, and read
 * again: after its backoff if it was rejected, when the destination is back if that is unavailable.
 */

/** Per event: delivered or failed. */
export type DeliveryResult = undefined | DeliveryError;

/** Resolves with undefined when all events were delivered; rejects when the destination is down. */
type Deliver<Event extends StoredEvent> = (
  batch: QueuedEvent<Event>[],
) => Promise<DeliveryResult[] | void>;

interface RelayOptions<Event extends StoredEvent> extends DeliveryQueueOptions {
  destination: Destination;
  manager: EntityManager;
  /** Adds to the events of a batch what their delivery needs. */
  load: (events: StoredEvent[]) => Promise<Event[]>;
  deliver: Deliver<Event>;
  /** Resolves when an unavailable destination should be tried again. */
  recover: () => Promise<void>;
  logger: Logger;
  countDelivered: (count: number) => void;
}

const BATCH_SIZE = 500;
/** Events that were read and are not marked yet. */
const MAX_IN_FLIGHT = 1_000;
const POLL_INTERVAL_MS = 1_000;
/** Under load, events that arrive within this time leave together. */
const GATHER_MS = 5;
const MIN_RECOVERY_MS = 100;
const MAX_ATTEMPTS = 8;
const RETRY_BASE_MS = 250;

export class OutboxRelay<Event extends StoredEvent = StoredEvent>
  implements LeaseUser, WatchedLoop
{
  readonly intervalMs = POLL_INTERVAL_MS;
  readonly isBackground = false;
  roundAt = performance.now();
  private readonly queue: DeliveryQueue<Event>;
  private readonly timer = new InterruptibleTimer();
  private readonly databaseFailures: FailureLog;
  private readonly outages: FailureLog;
  private leases: ShardLease[] = [];
  private draining: { lease: ShardLease; resolve: () => void }[] = [];
  private readonly inFlight = new InFlightEvents();
  private delivered: QueuedEvent[] = [];
  private rejected: { queued: QueuedEvent; error: DeliveryError }[] = [];
  private readAt = 0;
  private isUnavailable = false;
  private stopped = false;
  private loading: Promise<void> = Promise.resolve();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayOptions<Event>) {
    const { logger, destination } = options;
    this.queue = new DeliveryQueue(options);
    const messages = { failed: 'Relay failed; retrying', recovered: 'Relay recovered' };
    this.databaseFailures = new FailureLog(logger, messages, { destination });
    this.outages = new FailureLog(
      logger,
      { failed: 'Destination unavailable; retrying', recovered: 'Destination is available again' },
      { destination },
    );
  }

  get destination(): Destination {
    return this.options.destination;
  }

  get name(): string {
    return `relay-${this.options.destination}`;
  }

  readonly wakeUp = (): void => this.timer.interrupt();

  start(): void {
    this.running = this.run();
  }

  /** Ends what is in delivery and marks it. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.timer.interrupt();
    await this.running;
  }

  leasesChanged(leases: ShardLease[]): void {
    this.leases = leases;
    const isKept = (lease: ShardLease): boolean => leases.includes(lease) && !lease.isEnding;
    for (const key of this.queue.keysWith(({ lease }) => !isKept(lease))) this.dropKey(key);
    this.timer.interrupt();
  }

  drain(lease: ShardLease): Promise<void> {
    return new Promise((resolve) => {
      this.draining.push({ lease, resolve });
      this.timer.interrupt();
    });
  }

  private async run(): Promise<void> {
    while (!this.isFinished()) {
      this.roundAt = performance.now();
      try {
        const isMore = await this.advance();
        this.reportDrained();
        if (!isMore && !this.isFinished()) await this.timer.wait(POLL_INTERVAL_MS);
      } catch (error) {
        if (this.stopped) return;
        this.databaseFailures.failed(error);
        await delay(POLL_INTERVAL_MS);
      }
    }
  }

  private isFinished(): boolean {
    return this.stopped && this.inFlight.size === 0;
  }

  /** Returns whether there is more to do at once. */
  private async advance(): Promise<boolean> {
    if (this.stopped) this.dropAll();
    await this.recordRejections();
    if (this.isUnavailable && !this.stopped) {
      await Promise.all([this.options.recover(), delay(MIN_RECOVERY_MS)]);
      this.isUnavailable = false;
    }
    // The first event after an idle period is never delayed.
    await delay(GATHER_MS - (performance.now() - this.readAt));
    this.readAt = performance.now();
    const count = await this.read();
    return count === BATCH_SIZE || this.delivered.length > 0 || this.rejected.length > 0;
  }

  /** Marks what was delivered and reads what is due; returns the number of events. */
  private async read(): Promise<number> {
    const readable = this.leases.filter((lease) => lease.isValid && !lease.isEnding);
    const delivered = this.delivered.splice(0);
    const capacity = MAX_IN_FLIGHT - this.inFlight.size + delivered.length;
    const isReading = !this.stopped && readable.length > 0 && capacity > 0;
    if (!isReading && delivered.length === 0) return 0;
    this.inFlight.beginRead();
    let events: StoredEvent[];
    try {
      events = await this.advanceOutbox(delivered, isReading ? readable : [], capacity);
    } catch (error) {
      this.delivered.unshift(...delivered);
      throw error;
    }
    this.databaseFailures.succeeded();
    this.inFlight.remove(delivered);
    const leaseOf = new Map(readable.map((lease) => [lease.shard, lease]));
    const backingOff = new Set(this.rejected.map(({ queued }) => queued.event.orderKey));
    const due = events.flatMap((event) => {
      const lease = leaseOf.get(event.shard);
      return lease && !backingOff.has(event.orderKey) ? [{ event, lease }] : [];
    });
    const read = this.inFlight.endRead(due);
    if (read.length > 0) this.loading = this.loading.then(() => this.enqueue(read));
    return events.length;
  }

  private advanceOutbox(
    delivered: QueuedEvent[],
    readable: ShardLease[],
    capacity: number,
  ): Promise<StoredEvent[]> {
    const { manager, destination } = this.options;
    const owned = delivered.filter(({ lease }) => !lease.isLost);
    const [lease] = [...readable, ...owned.map((one) => one.lease)];
    const ids = owned.map(({ event }) => event.id);
    const isMarked = new Set(ids);
    return advanceOutbox(manager, destination, {
      shardCount: lease?.shardCount ?? 1,
      shards: readable.map(({ shard }) => shard),
      leases: [...new Set(owned.map((one) => one.lease))],
      delivered: ids,
      inFlight: this.inFlight.ids().filter((id) => !isMarked.has(id)),
      fullKeys: this.queue.fullKeys(),
      limit: Math.min(BATCH_SIZE, capacity),
    });
  }

  /** Loads and queues the events of a read, in the order of reads. */
  private async enqueue(read: InFlightEvent[]): Promise<void> {
    try {
      const events = await this.options.load(read.map(({ event }) => event));
      for (const [index, event] of events.entries()) {
        const one = read[index];
        if (!one || !this.inFlight.endLoading(one)) continue;
        if (this.queue.add({ event, lease: one.lease })) continue;
        this.inFlight.remove([one]);
        this.inFlight.dropUnqueued(event.orderKey);
      }
    } catch (error) {
      this.databaseFailures.failed(error);
      this.inFlight.dropUnqueued();
    }
    if (this.stopped) this.timer.interrupt();
    this.deliverNext();
  }

  private deliverNext(): void {
    while (!this.isUnavailable && !this.stopped) {
      const batch = this.queue.take();
      if (!batch) return;
      void this.deliver(batch);
    }
  }

  private async deliver(batch: QueuedEvent<Event>[]): Promise<void> {
    const expired = batch.filter(({ lease }) => !lease.isValid);
    const expiredKeys = new Set(expired.map(({ event }) => event.orderKey));
    const current = batch.filter(({ event }) => !expiredKeys.has(event.orderKey));
    this.inFlight.remove(batch.filter(({ event }) => expiredKeys.has(event.orderKey)));
    for (const key of expiredKeys) this.dropKey(key);
    const results = await this.tryDeliver(current);
    this.queue.ended(batch);
    for (const [index, queued] of current.entries()) this.settle(queued, results[index]);
    this.options.countDelivered(results.filter((result) => result === undefined).length);
    if (!results.some((result) => result?.kind === 'unavailable')) this.outages.succeeded();
    this.timer.interrupt();
    this.deliverNext();
  }

  private async tryDeliver(batch: QueuedEvent<Event>[]): Promise<DeliveryResult[]> {
    if (batch.length === 0) return [];
    try {
      return (await this.options.deliver(batch)) ?? batch.map(() => undefined);
    } catch (error) {
      const failure = new DeliveryError('unavailable', 'Delivery failed', error);
      return batch.map(() => failure);
    }
  }

  private settle(queued: QueuedEvent<Event>, result: DeliveryResult): void {
    if (result === undefined) {
      this.delivered.push(queued);
    } else if (result.kind === 'rejected') {
      this.rejected.push({ queued, error: result });
      this.dropKey(queued.event.orderKey);
    } else {
      this.outages.failed(result);
      this.isUnavailable = true;
      this.inFlight.remove([queued]);
      this.dropAll();
    }
  }

  /** The events of a key that are not in delivery are read again. */
  private dropKey(key: string): void {
    this.inFlight.remove(this.queue.removeKey(key));
    this.inFlight.dropUnqueued(key);
  }

  private dropAll(): void {
    for (const key of this.queue.keysWith(() => true)) this.dropKey(key);
    this.inFlight.dropUnqueued();
  }

  private async recordRejections(): Promise<void> {
    const { logger, destination, manager } = this.options;
    for (let first = this.rejected[0]; first; first = this.rejected[0]) {
      const { queued, error } = first;
      const { id: eventId, attempts } = queued.event;
      const giveUp = attempts + 1 >= MAX_ATTEMPTS;
      const delayMs = RETRY_BASE_MS * 2 ** attempts;
      const failure = { error: error.message, delayMs, giveUp };
      if (!queued.lease.isLost) await markFailed(manager, queued, failure);
      logger.error({ err: error, destination, eventId, giveUp }, 'Outbox event rejected');
      this.rejected.shift();
      this.inFlight.remove([queued]);
    }
  }

  private reportDrained(): void {
    if (this.draining.length === 0) return;
    const busy = this.inFlight.leases();
    const drained = this.draining.filter(({ lease }) => !busy.has(lease));
    this.draining = this.draining.filter(({ lease }) => busy.has(lease));
    for (const { resolve } of drained) resolve();
  }
}

async function delay(ms: number): Promise<void> {
  if (ms > 0) await pause(ms);
}
