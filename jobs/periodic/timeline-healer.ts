import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../src/clock';
import type { Db } from '../../src/database/db';
import type { Logger } from '../../src/logger';
import { findOpenStepsDueBefore } from '../../src/sessions/timeline/step-repository';
import type { StepRow } from '../../src/sessions/timeline/step-repository';
import { stepJob } from '../queues';
import type { StepJob } from '../queues';
import type { StepBatcher } from '../processors/step-batcher';

/*
 * Redis may be wiped or away at any moment. The healer reads the timelines in PostgreSQL and does
 * three things: it runs what is overdue itself, without any timer; it sets every near timer again
 * when it finds that Redis has forgotten them (a mark it keeps there is gone); and once a minute it
 * sets the next few minutes' timers again, whatever Redis says. Setting a timer that exists, or
 * running a step that is done, does nothing.
 */

const OVERDUE_AFTER_MS = 750;
const POLL_INTERVAL_MS = 500;
const NEAR_MS = 5 * 60_000;
const FAR_MS = 24 * 3600_000;
const REARM_INTERVAL_MS = 60_000;
const LIMIT = 5_000;
const MARK_CONTENT = 'timers were set';

interface TimelineHealerDeps {
  db: Db;
  clock: Clock;
  queue: Queue<StepJob>;
  redis: Redis;
  batcher: StepBatcher;
  logger: Logger;
  /** Redis key whose absence means that Redis lost its memory. */
  markKey: string;
}

export class TimelineHealer {
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> = Promise.resolve();
  private rearmedAt = 0;

  constructor(private readonly deps: TimelineHealerDeps) {}

  start(): void {
    this.timer = setInterval(() => {
      this.polling = this.polling.then(() => this.poll());
    }, POLL_INTERVAL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.polling;
  }

  private async poll(): Promise<void> {
    try {
      await this.runOverdue();
    } catch (error) {
      this.deps.logger.warn({ err: error }, 'Overdue steps could not be run; trying again');
    }
    // While Redis is away there is nothing to set again; overdue steps run all the same.
    await this.rearm().catch(() => undefined);
  }

  private async runOverdue(): Promise<void> {
    const { db, clock, batcher, logger } = this.deps;
    const until = new Date(clock.now() - OVERDUE_AFTER_MS);
    const overdue = await findOpenStepsDueBefore(db.source.manager, until, LIMIT);
    const results = await Promise.allSettled(overdue.map((row) => batcher.run(toStepJob(row))));
    for (const result of results) {
      if (result.status === 'rejected') logger.error({ err: result.reason }, 'A step failed');
    }
  }

  private async rearm(): Promise<void> {
    const { redis, markKey, clock } = this.deps;
    const forgotten = (await redis.exists(markKey)) === 0;
    const now = clock.now();
    if (!forgotten && now - this.rearmedAt < REARM_INTERVAL_MS) return;
    this.rearmedAt = now;
    await this.setTimers(forgotten ? FAR_MS : NEAR_MS);
    await redis.set(markKey, MARK_CONTENT);
  }

  private async setTimers(aheadMs: number): Promise<void> {
    const { db, clock, queue } = this.deps;
    const now = clock.now();
    const rows = await findOpenStepsDueBefore(db.source.manager, new Date(now + aheadMs), LIMIT);
    await queue.addBulk(rows.map((row) => stepJob(toStepJob(row), row.dueAt, now)));
  }
}

function toStepJob({ sessionId, generation, step }: StepRow): StepJob {
  return { sessionId, generation, step };
}
