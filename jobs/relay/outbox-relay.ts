import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DeliveryError } from '../../src/delivery/outbox/delivery-error';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import {
  acquireLeadership,
  advanceOutbox,
  markFailed,
  purgeDelivered,
  releaseLeadership,
} from '../../src/delivery/outbox/outbox-repository';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type { Logger } from '../../src/logger';

/*
 * A relay delivers the outbox events of one destination: read due events → deliver → mark. It marks
 * last, so a crash in between repeats a delivery; event ids make repeats harmless. While one batch is
 * delivered the next is read; it is discarded when a delivery failed, because it may hold later
 * events of the same order key. One relay per destination is active: the one whose database
 * connection holds the destination's advisory lock. When its process dies the connection ends and a
 * standby takes over. It runs when it is woken up and every second, so a lost wake-up costs a second
 * at most.
 * A rejected event backs off and blocks only later events with its order key. While the destination
 * is unavailable the relay waits and no attempt counts.
 */

/** Per event: delivered, failed, or not tried because an earlier event of its key failed. */
export type DeliveryResult = undefined | DeliveryError | 'not-tried';

/** Resolves with undefined when all events were delivered; rejects when the destination is down. */
type Deliver<Event> = (events: Event[]) => Promise<DeliveryResult[] | void>;

interface RelayOptions<Event extends StoredEvent> {
  destination: Destination;
  source: DataSource;
  /** Adds to the events of a batch what their delivery needs. */
  load: (events: StoredEvent[]) => Promise<Event[]>;
  deliver: Deliver<Event>;
  /** Resolves when an unavailable destination should be tried again. */
  recover: () => Promise<void>;
  logger: Logger;
  countDelivered: (count: number) => void;
}

const BATCH_SIZE = 500;
const POLL_INTERVAL_MS = 1_000;
/** Under load, events that arrive within this time leave together. */
const GATHER_MS = 5;
const MIN_RECOVERY_MS = 100;
const MAX_ATTEMPTS = 8;
const RETRY_BASE_MS = 250;
const PURGE_INTERVAL_MS = 60_000;
const PURGE_LIMIT = 10_000;

export class OutboxRelay<Event extends StoredEvent = StoredEvent> {
  private stopped = false;
  private isWakeUpPending = false;
  private isAvailable = true;
  private interruptWait: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private purgedAt = 0;
  private readAt = 0;

  constructor(private readonly options: RelayOptions<Event>) {}

  get destination(): Destination {
    return this.options.destination;
  }

  start(): void {
    this.running = this.run();
  }

  readonly wakeUp = (): void => {
    this.isWakeUpPending = true;
    this.interruptWait();
  };

  async stop(): Promise<void> {
    this.stopped = true;
    this.interruptWait();
    await this.running;
  }

  private async run(): Promise<void> {
    const { source, logger, destination } = this.options;
    while (!this.stopped) {
      const runner = source.createQueryRunner();
      try {
        await this.leadOrWait(runner);
      } catch (error) {
        if (!this.stopped) {
          logger.warn({ err: error, destination }, 'Relay failed; restarting');
          await this.wait(POLL_INTERVAL_MS);
        }
      } finally {
        await runner.release().catch(() => undefined);
      }
    }
  }

  private async leadOrWait({ manager }: QueryRunner): Promise<void> {
    const { destination } = this.options;
    if (!(await acquireLeadership(manager, destination))) {
      await this.wait(POLL_INTERVAL_MS);
      return;
    }
    try {
      await this.lead(manager);
    } finally {
      await releaseLeadership(manager, destination).catch(() => undefined);
    }
  }

  /** `manager` uses the connection that holds the lock: losing it ends the leadership. */
  private async lead(manager: EntityManager): Promise<void> {
    let events: Event[] = [];
    let delivered: string[] = [];
    while (!this.stopped || delivered.length > 0) {
      this.isWakeUpPending = false;
      const [delivery, reading] = await Promise.allSettled([
        this.deliver(events),
        this.advance(manager, { delivered, inFlight: events.map(({ id }) => id) }),
      ]);
      if (delivery.status === 'rejected') throw delivery.reason;
      if (reading.status === 'rejected') throw reading.reason;
      const results = delivery.value;
      delivered = events.filter((_, i) => results[i] === undefined).map(({ id }) => id);
      this.options.countDelivered(delivered.length);
      const isComplete = delivered.length === events.length;
      if (await this.recordFailures(manager, events, results)) {
        await Promise.all([this.options.recover(), delay(MIN_RECOVERY_MS)]);
      }
      events = isComplete && !this.stopped ? reading.value : [];
      if (events.length > 0 || delivered.length > 0 || !isComplete) continue;
      await this.purge(manager);
      await this.wait(POLL_INTERVAL_MS);
    }
  }

  private async advance(
    manager: EntityManager,
    batch: { delivered: string[]; inFlight: string[] },
  ): Promise<Event[]> {
    // The first event after an idle period is never delayed.
    await delay(GATHER_MS - (performance.now() - this.readAt));
    this.readAt = performance.now();
    const { destination, load } = this.options;
    const events = await advanceOutbox(manager, destination, { ...batch, limit: BATCH_SIZE });
    return load(events);
  }

  private async deliver(events: Event[]): Promise<DeliveryResult[]> {
    if (events.length === 0) return [];
    try {
      return (await this.options.deliver(events)) ?? events.map(() => undefined);
    } catch (error) {
      const failure = new DeliveryError('unavailable', 'Delivery failed', error);
      return events.map(() => failure);
    }
  }

  /** Resolves with whether the destination is unavailable. */
  private async recordFailures(
    manager: EntityManager,
    events: StoredEvent[],
    results: DeliveryResult[],
  ): Promise<boolean> {
    const { logger, destination } = this.options;
    let unavailable: DeliveryError | undefined;
    for (const [index, { id: eventId, attempts }] of events.entries()) {
      const result = results[index];
      if (result === undefined || result === 'not-tried') continue;
      if (result.kind === 'unavailable') {
        unavailable = result;
        continue;
      }
      const giveUp = attempts + 1 >= MAX_ATTEMPTS;
      const delayMs = RETRY_BASE_MS * 2 ** attempts;
      await markFailed(manager, eventId, { error: result.message, delayMs, giveUp });
      logger.error({ err: result, destination, eventId, giveUp }, 'Outbox event rejected');
    }
    if (unavailable && this.isAvailable) {
      logger.warn({ err: unavailable, destination }, 'Destination unavailable; retrying');
    }
    this.isAvailable = !unavailable;
    return unavailable !== undefined;
  }

  private async purge(manager: EntityManager): Promise<void> {
    if (Date.now() - this.purgedAt < PURGE_INTERVAL_MS) return;
    this.purgedAt = Date.now();
    await purgeDelivered(manager, PURGE_LIMIT);
  }

  private wait(ms: number): Promise<void> {
    if (this.stopped || this.isWakeUpPending) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.interruptWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function delay(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
