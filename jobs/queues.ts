import { Queue } from 'bullmq';
import type { BulkJobOptions, JobsOptions, QueueOptions } from 'bullmq';
import { STEP_PRIORITY, TIMELINE_QUEUE } from '../src/sessions/timeline/session-timeline';
import type { Step } from '../src/enums';

export interface StepJob {
  sessionId: string;
  generation: number;
  step: Step;
}

/** Unique for a step and generation. BullMQ does not allow colons in custom ids. */
export function stepJobId({ sessionId, generation, step }: StepJob): string {
  return `${sessionId}_${generation}_${step}`;
}

/** Exponential backoff: 250 ms, 500 ms, … 16 s (counseling-86). */
const RETRY: JobsOptions = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 250 },
  removeOnComplete: true,
  removeOnFail: { age: 24 * 3600, count: 1_000 },
};

export interface TimelineJob {
  name: string;
  data: StepJob;
  opts: BulkJobOptions;
}

/** Due at `dueAt`, or immediately when that time has passed. */
export function stepJob(job: StepJob, dueAt: Date, now: number): TimelineJob {
  return {
    name: job.step,
    data: job,
    opts: {
      ...RETRY,
      jobId: stepJobId(job),
      priority: STEP_PRIORITY[job.step],
      delay: Math.max(0, dueAt.getTime() - now),
    },
  };
}

export function openTimelineQueue(options: QueueOptions): Queue<StepJob> {
  return new Queue<StepJob>(TIMELINE_QUEUE, options);
}
