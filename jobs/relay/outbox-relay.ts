import type { DataSource, QueryRunner } from 'typeorm';
import { connectionOf } from '../../src/database/prepared-query';
import type { Logger } from '../../src/logger';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import { markFailed, purgeDelivered } from '../../src/delivery/outbox/outbox-repository';
import type { ReadDestination, StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type { DeliveryError } from '../../src/delivery/ably/publication';

/*
 * The relay carries a lane of the outbox out of the house: read what is unsent → deliver → mark.
 * It marks last, so a crash in between delivers again; every event has an id that makes the repeat
 * harmless. One relay works on a lane at a time: the one whose database connection holds the lane's
 * advisory lock. When that process dies its connection ends, and another takes over. It looks when
 * it is nudged, and by itself every second, so a lost nudge costs a second at most.
 * An event that is refused is put off and blocks only later events of its own key; when the far
 * side is away, the lane waits and nothing counts as a try.
 */

/** The answer for each event: taken, failed, or not tried because an earlier one of its key failed. */
export type Deliver = (
  events: StoredEvent[],
) => Promise<(DeliveryError | undefined | 'not-tried')[]>;

interface RelayOptions {
  destination: Destination;
  source: DataSource;
  read: ReadDestination;
  deliver: Deliver;
  /** Resolves when it is worth trying again after the far side was away. */
  recover: () => Promise<void>;
  logger: Logger;
}

const BATCH_SIZE = 500;
const POLL_INTERVAL_MS = 1_000;
/** A busy lane is worked on this often at most: what gathers in between goes out together. */
const MIN_ROUND_MS = 5;
const MAX_ATTEMPTS = 8;
const RETRY_BASE_MS = 250;
const PURGE_INTERVAL_MS = 60_000;
const PURGE_LIMIT = 10_000;

export class OutboxRelay {
  private stopped = false;
  private isWakeUpPending = false;
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

  /** Look now: something was committed. */
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
    while (!this.stopped) {
      const runner = this.options.source.createQueryRunner();
      try {
        await this.leadOrWait(runner);
      } catch (error) {
        if (!this.stopped) {
          this.options.logger.warn(
            { err: error, lane: this.options.destination },
            'The relay starts over',
          );
          await this.wait(POLL_INTERVAL_MS);
        }
      } finally {
        await runner.release().catch(() => undefined);
      }
    }
  }

  private async leadOrWait(runner: QueryRunner): Promise<void> {
    const { destination: lane } = this.options;
    if (!(await acquireLeadership(runner, lane))) {
      await this.wait(POLL_INTERVAL_MS);
      return;
    }
    try {
      await this.lead(runner);
    } finally {
      await releaseLeadership(runner, lane);
    }
  }

  private async lead(runner: QueryRunner): Promise<void> {
    // The connection that holds the lead: when it is lost, so is every claim made on it.
    const connection = await connectionOf(runner);
    const { read, deliver, recover } = this.options;
    let delivered: string[] = [];
    let lastRound = 0;
    while (!this.stopped || delivered.length > 0) {
      await throttle(MIN_ROUND_MS - (performance.now() - lastRound));
      lastRound = performance.now();
      this.isWakeUpPending = false;
      const events = await read(connection, { delivered, limit: BATCH_SIZE });
      delivered = [];
      if (events.length === 0 || this.stopped) {
        await this.purge(runner);
        await this.wait(POLL_INTERVAL_MS);
        continue;
      }
      const answers = await deliver(events);
      delivered = events.filter((_, i) => answers[i] === undefined).map((event) => event.id);
      if (await this.recordFailures(runner, events, answers)) await recover();
    }
  }

  private async recordFailures(
    runner: QueryRunner,
    events: StoredEvent[],
    answers: Awaited<ReturnType<Deliver>>,
  ): Promise<boolean> {
    let away = false;
    for (const [index, event] of events.entries()) {
      const answer = answers[index];
      if (answer === undefined || answer === 'not-tried') continue;
      if (answer.kind === 'wait') {
        away = true;
        continue;
      }
      const giveUp = event.attempts + 1 >= MAX_ATTEMPTS;
      const delayMs = RETRY_BASE_MS * 2 ** event.attempts;
      await markFailed(runner.manager, event.id, { error: answer.message, delayMs, giveUp });
      this.options.logger.error({ err: answer, eventId: event.id, giveUp }, 'An event was refused');
    }
    return away;
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

/** The first event after a quiet moment never waits here. */
async function throttle(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

async function acquireLeadership(runner: QueryRunner, lane: Destination): Promise<boolean> {
  await runner.connect();
  const [row] = (await runner.query(
    'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
    [`outbox:${lane}`],
  )) as { taken: boolean }[];
  return row?.taken === true;
}

/** The connection goes back to a pool, so the lock must go before it. */
async function releaseLeadership(runner: QueryRunner, lane: Destination): Promise<void> {
  await runner
    .query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`outbox:${lane}`])
    .catch(() => undefined);
}
