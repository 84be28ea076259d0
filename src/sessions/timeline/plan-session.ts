import type { EntityManager } from 'typeorm';
import type { SessionRules } from '../../config/config';
import type { OutboxEvent } from '../../delivery/outbox/outbox-event';
import type { Step } from '../../enums';
import { planTimeline } from './session-timeline';
import type { PlannedStep } from './session-timeline';
import { insertSteps } from './step-repository';

export interface SessionPlan {
  sessionId: string;
  generation: number;
  startsAt: Date;
  endsAt: Date;
}

/** Writes the timeline of one generation and returns the event that sets its timers. */
export function planSession(
  tx: EntityManager,
  plan: SessionPlan,
  rules: SessionRules,
): Promise<OutboxEvent> {
  return planSteps(tx, plan, planTimeline(plan, rules));
}

/** Plans the steps of a running session's end: end warning and end. */
export async function planEnd(
  tx: EntityManager,
  plan: SessionPlan,
  rules: SessionRules,
): Promise<{ timers: OutboxEvent; endButtonAt: Date }> {
  const steps = planTimeline(plan, rules).filter(({ step }) => END_STEPS.includes(step));
  const endWarning = steps.find(({ step }) => step === 'end-button');
  const timers = await planSteps(tx, plan, steps);
  return { timers, endButtonAt: endWarning?.dueAt ?? plan.endsAt };
}

const END_STEPS: Step[] = ['end-button', 'auto-end'];

async function planSteps(
  tx: EntityManager,
  { sessionId, generation }: SessionPlan,
  steps: PlannedStep[],
): Promise<OutboxEvent> {
  await insertSteps(tx, { sessionId, generation, steps });
  return {
    kind: 'timeline.planned',
    sessionId,
    generation,
    steps: steps.map(({ step, dueAt }) => ({ step, dueAt: dueAt.toISOString() })),
  };
}
