import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import { AppError } from '../../src/errors';
import type { StepBatcher } from './step-batcher';
import { STEPS } from '../../src/enums';

const stepJobSchema = z.object({
  sessionId: z.uuid(),
  generation: z.number().int().min(1),
  step: z.enum(STEPS),
});

/** Runs one step of a session's timeline; throws when it must be tried again. */
export function timelineProcessor(batcher: StepBatcher) {
  return async (payload: unknown): Promise<void> => {
    const parsed = stepJobSchema.safeParse(payload);
    if (!parsed.success) throw new UnrecoverableError('The payload of the job is not a step');
    const answer = await batcher.run(parsed.data);
    if (!answer.settled) throw new AppError(answer.code);
  };
}
