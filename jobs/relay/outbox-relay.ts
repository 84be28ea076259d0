import type { DataSource, QueryRunner } from 'typeorm';
import { connectionOf } from '../../src/database/prepared-query';
import { DeliveryError } from '../../src/delivery/outbox/delivery-error';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import { markFailed, purgeDelivered } from '../../src/delivery/outbox/outbox-repository';
import type { ReadDestination, StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type { Logger } from '../../src/logger';

/*
 * A relay delivers the outbox events of one destination: read due events → deliver → mark. It marks
 * last, so a crash in between repeats a delivery; event ids make repeats harmless. One relay per
 * destination is active: the one whose database connection holds the destination's advisory lock.
 * When its process dies the connection ends and a standby takes over. It runs when it is woken up and
 * every second, so a lost wake-up costs a second at most.
 * A rejected event backs off and blocks only later events with its order key. While the destination
 * is unavailable the relay waits and no attempt counts.
 */

/** Per event: delivered, failed, or not tried because an earlier event of its key failed. */
export type DeliveryResult = undefined | DeliveryError | 'not-tried';

/** Resolves with undefined when all events were delivered; rejects when the destination is down. */
export type Deliver = (events: StoredEvent[]) => Promise<DeliveryResult[] | void>;

interface RelayOptions {
  destination: Destination;
  source: DataSource;
  read: ReadDestination;
  deliver: Deliver;
  /** Resolves when an unavailable destination should be tried again. */
  recover: () => Promise<void>;
  logger: Logger;
}

const BATCH_SIZE = 500;
const POLL_INTERVAL_MS = 1_000;
/** Under load, events that arrive within a round leave together. */
const MIN_ROUND_MS = 5;
const MIN_RECOVERY_MS = 100;
const MAX_ATTEMPTS = 8;
const RETRY_BASE_MS = 250;
const PURGE_INTERVAL_MS = 60_000;
const PURGE_LIMIT = 10_000;

export class OutboxRelay {
  private stopped = false;
  private isWakeUpPending = false;
  private isAvailable = true;
  private interruptWait: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private purgedAt = 0;

  constructor(private readonly options: RelayOptions) {}

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

  private async leadOrWait(runner: QueryRunner): Promise<void> {
    const { destination } = this.options;
    if (!(await acquireLeadership(runner, destination))) {
      await this.wait(POLL_INTERVAL_MS);
      return;
    }
    try {
      await this.lead(runner);
    } finally {
      await releaseLeadership(runner, destination);
    }
  }

  private async lead(runner: QueryRunner): Promise<void> {
    // All statements run on the connection that holds the lock: losing it ends the leadership.
    const connection = await connectionOf(runner);
    const { read, recover } = this.options;
    let delivered: string[] = [];
    let lastRound = 0;
    while (!this.stopped || delivered.length > 0) {
      // The first event after an idle period is never delayed.
      await delay(MIN_ROUND_MS - (performance.now() - lastRound));
      lastRound = performance.now();
      this.isWakeUpPending = false;
      const events = await read(connection, { delivered, limit: BATCH_SIZE });
      delivered = [];
      if (events.length === 0 || this.stopped) {
        await this.purge(runner);
        await this.wait(POLL_INTERVAL_MS);
        continue;
      }
      const results = await this.deliver(events);
      delivered = events.filter((_, i) => results[i] === undefined).map(({ id }) => id);
      if (await this.recordFailures(runner, events, results)) {
        await Promise.all([recover(), delay(MIN_RECOVERY_MS)]);
      }
    }
  }

  private async deliver(events: StoredEvent[]): Promise<DeliveryResult[]> {
    try {
      return (await this.options.deliver(events)) ?? events.map(() => undefined);
    } catch (error) {
      const failure = new DeliveryError('unavailable', 'Delivery failed', error);
      return events.map(() => failure);
    }
  }

  /** Resolves with whether the destination is unavailable. */
  private async recordFailures(
    runner: QueryRunner,
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
      await markFailed(runner.manager, eventId, { error: result.message, delayMs, giveUp });
      logger.error({ err: result, destination, eventId, giveUp }, 'Outbox event rejected');
    }
    if (unavailable && this.isAvailable) {
      logger.warn({ err: unavailable, destination }, 'Destination unavailable; retrying');
    }
    this.isAvailable = !unavailable;
    return unavailable !== undefined;
  }

  private async purge(runner: QueryRunner): Promise<void> {
    if (Date.now() - this.purgedAt < PURGE_INTERVAL_MS) return;
    this.purgedAt = Date.now();
    await purgeDelivered(runner.manager, PURGE_LIMIT);
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

async function acquireLeadership(runner: QueryRunner, destination: Destination): Promise<boolean> {
  await runner.connect();
  const [row] = (await runner.query(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
    [`outbox:${destination}`],
  )) as { taken: boolean }[];
  return row?.taken === true;
}

/** The connection returns to the pool, so the lock must be released explicitly. */
async function releaseLeadership(runner: QueryRunner, destination: Destination): Promise<void> {
  await runner
    .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`outbox:${destination}`])
    .catch(() => undefined);
}
