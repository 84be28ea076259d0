import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../src/clock';
import type { Db } from '../src/db/db';
import type { Logger } from '../src/logger';
import { openStepsUntil } from '../src/sessions/step-store';
import type { StepRow } from '../src/sessions/step-store';
import { stepJob } from './queues';
import type { StepJob } from './queues';
import type { StepBatcher } from './step-batcher';

/*
 * Redis may be wiped or away at any moment. The healer reads the timelines in PostgreSQL and does
 * three things: it runs what is overdue itself, without any timer; it sets every near timer again
 * when it finds that Redis has forgotten them (a mark it keeps there is gone); and once a minute it
 * sets the next few minutes' timers again, whatever Redis says. Setting a timer that exists, or
 * running a step that is done, does nothing.
 */

const OVERDUE_MS = 750;
const LOOK_EVERY_MS = 500;
const NEAR_MS = 5 * 60_000;
const FAR_MS = 24 * 3600_000;
const REARM_EVERY_MS = 60_000;
const LIMIT = 5_000;
const MARK_CONTENT = 'timers were set';

interface Needs {
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
  private looking: Promise<void> = Promise.resolve();
  private rearmedAt = 0;

  constructor(private readonly needs: Needs) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await this.runOverdue();
    } catch (error) {
      this.needs.logger.warn({ err: error }, 'Overdue steps could not be run; trying again');
    }
    // While Redis is away there is nothing to set again; overdue steps run all the same.
    await this.rearm().catch(() => undefined);
  }

  private async runOverdue(): Promise<void> {
    const { db, clock, batcher, logger } = this.needs;
    const until = new Date(clock.now() - OVERDUE_MS);
    const overdue = await openStepsUntil(db.source.manager, until, LIMIT);
    const results = await Promise.allSettled(overdue.map((row) => batcher.run(pick(row))));
    for (const result of results) {
      if (result.status === 'rejected') logger.error({ err: result.reason }, 'A step failed');
    }
  }

  private async rearm(): Promise<void> {
    const { redis, markKey, clock } = this.needs;
    const forgotten = (await redis.exists(markKey)) === 0;
    const now = clock.now();
    if (!forgotten && now - this.rearmedAt < REARM_EVERY_MS) return;
    this.rearmedAt = now;
    await this.setTimers(forgotten ? FAR_MS : NEAR_MS);
    await redis.set(markKey, MARK_CONTENT);
  }

  private async setTimers(aheadMs: number): Promise<void> {
    const { db, clock, queue } = this.needs;
    const now = clock.now();
    const rows = await openStepsUntil(db.source.manager, new Date(now + aheadMs), LIMIT);
    await queue.addBulk(rows.map((row) => stepJob(pick(row), row.dueAt, now)));
  }
}

function pick({ sessionId, generation, step }: StepRow): StepJob {
  return { sessionId, generation, step };
}
