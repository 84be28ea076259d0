import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../src/clock';
import type { Db } from '../../src/database/db';
import type { Logger } from '../../src/logger';
import { findOpenStepsDueBefore } from '../../src/sessions/timeline/step-repository';
import type { StepRow } from '../../src/sessions/timeline/step-repository';
import type { StepBatcher } from '../processors/step-batcher';
import { stepJob } from '../queues';
import type { StepJob } from '../queues';
import { PeriodicTask } from './periodic-task';

/*
 * The healer keeps timelines punctual while Redis is wiped or unavailable. It reads the timeline rows
 * in PostgreSQL and
 * - runs overdue steps itself, without any timer;
 * - sets all timers of the next day again when Redis lost its data (its mark key is missing);
 * - sets the timers of the next minutes again once a minute.
 * Setting a timer twice and running a finished step have no effect.
 */

const POLL_INTERVAL_MS = 400;
/** Grace period, so that the timer runs the step first. */
const OVERDUE_AFTER_MS = 100;
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
  /** Redis key whose absence means that Redis lost its data. */
  markKey: string;
}

/** Runs what is overdue; it needs the database alone. */
export function timelineHealer(deps: TimelineHealerDeps): PeriodicTask {
  const run = (): Promise<void> => runOverdue(deps);
  const options = { name: 'timeline-healer', intervalMs: POLL_INTERVAL_MS, run };
  return new PeriodicTask(options, deps.logger);
}

/** Sets timers again. It waits for Redis, so it is a loop of its own. */
export function timerRestorer(deps: TimelineHealerDeps): PeriodicTask {
  let rearmedAt = 0;
  const rearm = async (): Promise<void> => {
    const { redis, markKey, clock } = deps;
    const isDataLost = (await redis.exists(markKey)) === 0;
    const now = clock.now();
    if (!isDataLost && now - rearmedAt < REARM_INTERVAL_MS) return;
    rearmedAt = now;
    await setTimers(deps, isDataLost ? FAR_MS : NEAR_MS);
    await redis.set(markKey, MARK_CONTENT);
  };
  // Fails while Redis is unavailable; overdue steps run without timers.
  const run = (): Promise<void> => rearm().catch(() => undefined);
  const options = { name: 'timer-restorer', intervalMs: POLL_INTERVAL_MS, run };
  return new PeriodicTask(options, deps.logger);
}

async function runOverdue({ db, clock, batcher }: TimelineHealerDeps): Promise<void> {
  const until = new Date(clock.now() - OVERDUE_AFTER_MS);
  const [overdue] = await findOpenStepsDueBefore(db.source.manager, until, 1);
  if (overdue) batcher.wakeUp();
}

async function setTimers({ db, clock, queue }: TimelineHealerDeps, aheadMs: number): Promise<void> {
  const now = clock.now();
  const rows = await findOpenStepsDueBefore(db.source.manager, new Date(now + aheadMs), LIMIT);
  await queue.addBulk(rows.map((row) => stepJob(toStepJob(row), row.dueAt, now)));
}

function toStepJob({ sessionId, generation, step }: StepRow): StepJob {
  return { sessionId, generation, step };
}
