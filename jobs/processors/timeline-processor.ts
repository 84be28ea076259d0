import { DelayedError, UnrecoverableError } from 'bullmq';
import type { Job } from 'bullmq';
import { z } from 'zod';
import type { Clock } from '../../src/clock';
import { AppError } from '../../src/errors';
import type { StepBatcher } from './step-batcher';
import { STEPS } from '../../src/enums';

const stepJobSchema = z.object({
  sessionId: z.uuid(),
  generation: z.number().int().min(1),
  step: z.enum(STEPS),
});

/** Runs one step of a session's timeline; throws when BullMQ should run the job again. */
export function timelineProcessor(batcher: StepBatcher, clock: Clock) {
  return async (job: Job, token?: string): Promise<void> => {
    const parsed = stepJobSchema.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError('Invalid step job payload');
    const result = await batcher.run(parsed.data);
    if (result.settled) return;
    if ('code' in result) throw new AppError(result.code);
    // Early by the clock that decides what is due: no failed attempt.
    await job.moveToDelayed(Date.now() + result.dueAt.getTime() - clock.now(), token);
    throw new DelayedError();
  };
}
