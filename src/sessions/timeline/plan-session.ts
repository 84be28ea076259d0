import type { EntityManager } from 'typeorm';
import type { SessionRules } from '../../config/config';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import { planTimeline } from './session-timeline';
import { insertSteps } from './step-repository';

export interface SessionPlan {
  sessionId: string;
  generation: number;
  startsAt: Date;
  endsAt: Date;
}

/** Writes the timeline of one generation and returns the event that sets its timers. */
export async function planSession(
  tx: EntityManager,
  plan: SessionPlan,
  rules: SessionRules,
): Promise<OutboxEvent> {
  const { sessionId, generation } = plan;
  const steps = planTimeline(plan, rules);
  await insertSteps(tx, { sessionId, generation, steps });
  return {
    kind: 'timeline.planned',
    sessionId,
    generation,
    steps: steps.map(({ step, dueAt }) => ({ step, dueAt: dueAt.toISOString() })),
  };
}
