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

/** Runs one step of a session's timeline; throws when BullMQ should retry it. */
export function timelineProcessor(batcher: StepBatcher) {
  return async (payload: unknown): Promise<void> => {
    const parsed = stepJobSchema.safeParse(payload);
    if (!parsed.success) throw new UnrecoverableError('Invalid step job payload');
    const result = await batcher.run(parsed.data);
    if (!result.settled) throw new AppError(result.code);
  };
}
