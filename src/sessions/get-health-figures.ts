import { z } from 'zod';
import { readBacklog } from '../outbox/outbox-store';
import type { Backlog } from '../outbox/outbox-store';
import type { SessionServices } from './session-services';
import { latenessOfSteps, overdueSteps, stepsDoneByMinute } from './step-figures-store';
import type { StepLateness } from './step-figures-store';
import { viewTrouble } from './team-session-view';
import type { TroubleView } from './team-session-view';
import { STEPS } from '../words';

export const healthSchema = z.object({
  hours: z.coerce.number('must be a number').int().min(1).max(168).default(24),
});

export interface HealthFigures {
  hours: number;
  lateness: StepLateness[];
  stepsPerMinute: { minute: string; count: number }[];
  overdue: { count: number; steps: (TroubleView & { sessionId: string })[] };
  outbox: Backlog;
}

const MINUTE = 60_000;
const MINUTES_SHOWN = 60;
const OVERDUE_SHOWN = 50;

/** How punctual the timeline is and what waits to be done or delivered; for the team. */
export async function getHealthFigures(
  { db, clock }: Pick<SessionServices, 'db' | 'clock'>,
  { hours }: z.output<typeof healthSchema>,
): Promise<HealthFigures> {
  const { manager } = db.source;
  const now = clock.now();
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  const firstMinute = thisMinute - (MINUTES_SHOWN - 1) * MINUTE;
  const [lateness, minutes, overdue, outbox] = await Promise.all([
    latenessOfSteps(manager, new Date(now - hours * 60 * MINUTE)),
    stepsDoneByMinute(manager, new Date(firstMinute)),
    overdueSteps(manager, new Date(now), OVERDUE_SHOWN),
    readBacklog(manager),
  ]);
  return {
    hours,
    lateness: STEPS.map((step) => lateness.find((one) => one.step === step) ?? noneDone(step)),
    stepsPerMinute: Array.from({ length: MINUTES_SHOWN }, (_, index) => {
      const minute = firstMinute + index * MINUTE;
      return { minute: new Date(minute).toISOString(), count: minutes.get(minute) ?? 0 };
    }),
    overdue: {
      count: overdue.count,
      steps: overdue.steps.map((step) => ({
        sessionId: step.sessionId,
        ...viewTrouble({ ...step, dueAt: step.dueAt.getTime() }, now),
      })),
    },
    outbox,
  };
}

function noneDone(step: StepLateness['step']): StepLateness {
  return { step, count: 0, medianMs: null, p95Ms: null, maxMs: null };
}
