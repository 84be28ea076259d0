import type { Queue } from 'bullmq';
import type { Clock } from '../../src/clock';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { DeliveryError } from '../../src/delivery/ably/publication';
import { stepJob, stepJobId } from '../queues';
import type { StepJob } from '../queues';
import type { Deliver } from './outbox-relay';
import { STEPS } from '../../src/enums';

/** Sets and removes the timers that the outbox asks for; setting one twice sets it once. */
export function deliverToTimers(queue: Queue<StepJob>, clock: Clock): Deliver {
  return async (events) => {
    try {
      await queue.addBulk(events.flatMap((stored) => jobsToAdd(stored, clock.now())));
      await Promise.all(events.flatMap(idsToRemove).map((id) => queue.remove(id)));
      return events.map(() => undefined);
    } catch (error) {
      const waiting = new DeliveryError('wait', 'Redis did not take the timers', error);
      return events.map(() => waiting);
    }
  };
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
