import type { Queue } from 'bullmq';
import type { Clock } from '../../src/clock';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { STEPS } from '../../src/enums';
import { stepJob, stepJobId } from '../queues';
import type { StepJob } from '../queues';

interface TimersDestinationDeps {
  queue: Queue<StepJob>;
  clock: Clock;
}

/** Adds and removes the delayed jobs of timelines. Job ids make a repeat harmless. */
export async function deliverToTimers(
  { queue, clock }: TimersDestinationDeps,
  events: StoredEvent[],
): Promise<void> {
  await queue.addBulk(events.flatMap((stored) => jobsToAdd(stored, clock.now())));
  await Promise.all(events.flatMap(idsToRemove).map((id) => queue.remove(id)));
}

function jobsToAdd({ event }: StoredEvent, now: number) {
  if (event.kind !== 'timeline.planned') return [];
  const { sessionId, generation } = event;
  return event.steps.map(({ step, dueAt }) =>
    stepJob({ sessionId, generation, step }, new Date(dueAt), now),
  );
}

function idsToRemove({ event }: StoredEvent): string[] {
  if (event.kind !== 'timeline.dropped') return [];
  const { sessionId, generation } = event;
  return STEPS.map((step) => stepJobId({ sessionId, generation, step }));
}
