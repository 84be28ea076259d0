import { Queue } from 'bullmq';
import type { Job, JobType } from 'bullmq';
import type { TestSystem } from './test-system';
import { waitFor } from './wait-for';
import type { Step } from '../../../src/enums';

const STATES: JobType[] = ['delayed', 'prioritized', 'waiting', 'active', 'failed', 'completed'];

/** What a timer carries: ids and what was expected. */
export interface TimerData {
  sessionId: string;
  generation: number;
  step: Step;
}

/** The timers of a system as they lie in Redis, seen through BullMQ's own Queue. */
export class TimerQueue {
  readonly queue: Queue<TimerData>;

  constructor(system: TestSystem) {
    this.queue = new Queue<TimerData>('timeline', {
      prefix: system.redisPrefix,
      connection: { url: system.env['REDIS_URL'] ?? '' },
    });
  }

  /** Every job of a session, whatever its state. */
  async jobsOf(sessionId: string): Promise<Job<TimerData>[]> {
    return filterBySession(await this.queue.getJobs(STATES), sessionId);
  }

  /** The delayed job of a step, once the outbox has brought it to Redis. */
  async delayedJob(sessionId: string, step: Step): Promise<Job<TimerData>> {
    return waitFor(`the timer ${step}`, async () => {
      const mine = filterBySession(await this.queue.getDelayed(), sessionId);
      return mine.find((job) => job.name === step);
    });
  }

  /** Resolves when Redis holds no job of the session any more. */
  async waitUntilEmpty(sessionId: string): Promise<true> {
    return waitFor('no timers', async () => (await this.jobsOf(sessionId)).length === 0);
  }

  /** Gives the worker a timer of one's own making and waits until it is done with it. */
  async runNow(timer: TimerData): Promise<void> {
    const job = await this.queue.add(timer.step, timer);
    await waitFor('a finished timer', () => job.isCompleted());
    await job.remove();
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}

/** A job may be taken away while the list is read; BullMQ leaves a hole in its place. */
function filterBySession(
  jobs: (Job<TimerData> | undefined)[],
  sessionId: string,
): Job<TimerData>[] {
  return jobs.filter((job) => job !== undefined).filter((job) => job.data.sessionId === sessionId);
}
