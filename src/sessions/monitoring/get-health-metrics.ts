import { z } from 'zod';
import { readBacklog } from '../../delivery/outbox/outbox-repository';
import type { Backlog } from '../../delivery/outbox/outbox-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionServices } from '../session-services';
import {
  readStepLateness,
  findOverdueSteps,
  countStepsByMinute,
} from '../timeline/step-metrics-repository';
import type { StepLateness } from '../timeline/step-metrics-repository';
import { viewStepProblem } from './team-session-view';
import type { StepProblemView } from './team-session-view';
import { STEPS } from '../../enums';

export const healthSchema = z.object({
  hours: z.coerce.number('must be a number').int().min(1).max(168).default(24),
});

export interface HealthMetrics {
  hours: number;
  lateness: StepLateness[];
  stepsPerMinute: { minute: string; count: number }[];
  overdue: { count: number; steps: (StepProblemView & { sessionId: string })[] };
  outbox: Backlog;
}

const MINUTE = 60_000;
const MINUTES_LISTED = 60;
const OVERDUE_LISTED = 50;

/** Lateness of steps, overdue steps and outbox backlog, for the team. */
export async function getHealthMetrics(
  { db, clock }: Pick<SessionServices, 'db' | 'clock'>,
  principal: Principal,
  { hours }: z.output<typeof healthSchema>,
): Promise<HealthMetrics> {
  requireRole(principal, 'team');
  const { manager } = db.source;
  const now = clock.now();
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  const firstMinute = thisMinute - (MINUTES_LISTED - 1) * MINUTE;
  const [lateness, minutes, overdue, outbox] = await Promise.all([
    readStepLateness(manager, new Date(now - hours * 60 * MINUTE)),
    countStepsByMinute(manager, new Date(firstMinute)),
    findOverdueSteps(manager, new Date(now), OVERDUE_LISTED),
    readBacklog(manager),
  ]);
  return {
    hours,
    lateness: STEPS.map((step) => lateness.find((row) => row.step === step) ?? emptyLateness(step)),
    stepsPerMinute: Array.from({ length: MINUTES_LISTED }, (_, index) => {
      const minute = firstMinute + index * MINUTE;
      return { minute: new Date(minute).toISOString(), count: minutes.get(minute) ?? 0 };
    }),
    overdue: {
      count: overdue.count,
      steps: overdue.steps.map((step) => ({
        sessionId: step.sessionId,
        ...viewStepProblem(step, now),
      })),
    },
    outbox,
  };
}

function emptyLateness(step: StepLateness['step']): StepLateness {
  return { step, count: 0, medianMs: null, p95Ms: null, maxMs: null };
}
