import { Queue } from 'bullmq';
import type { Job, JobType } from 'bullmq';
import type { TestSystem } from './test-system';
import { waitFor } from './wait-for';
import type { Step } from '../../../src/enums';

const STATES: JobType[] = ['delayed', 'prioritized', 'waiting', 'active', 'failed', 'completed'];

/** Payload of a timer: ids and the expected generation. */
export interface TimerData {
  sessionId: string;
  generation: number;
  step: Step;
}

/** The timers of a system, read through BullMQ's Queue. */
export class TimerQueue {
  readonly queue: Queue<TimerData>;

  constructor(system: TestSystem) {
    this.queue = new Queue<TimerData>('timeline', {
      prefix: system.redisPrefix,
      connection: { url: system.env['REDIS_URL'] ?? '' },
    });
  }

  /** Every job of a session, in any state. */
  async jobsOf(sessionId: string): Promise<Job<TimerData>[]> {
    return filterBySession(await this.queue.getJobs(STATES), sessionId);
  }

  /** Waits for the delayed job of a step. */
  async delayedJob(sessionId: string, step: Step): Promise<Job<TimerData>> {
    return waitFor(`the timer ${step}`, async () => {
      const jobs = filterBySession(await this.queue.getDelayed(), sessionId);
      return jobs.find((job) => job.name === step);
    });
  }

  /** Waits until Redis holds no job of the session. */
  async waitUntilEmpty(sessionId: string): Promise<true> {
    return waitFor('no timers', async () => (await this.jobsOf(sessionId)).length === 0);
  }

  /** Adds a timer and waits until the worker has finished it. */
  async runNow(timer: TimerData): Promise<void> {
    const job = await this.queue.add(timer.step, timer);
    await waitFor('a finished timer', () => job.isCompleted());
    await job.remove();
  }

  async close(): Promise<void> {
    await this.queue.close();
  }
}

/** BullMQ returns undefined for a job that is removed while the list is read. */
function filterBySession(
  jobs: (Job<TimerData> | undefined)[],
  sessionId: string,
): Job<TimerData>[] {
  return jobs.filter((job) => job !== undefined).filter((job) => job.data.sessionId === sessionId);
}
