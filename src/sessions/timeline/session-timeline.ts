import type { Step } from '../../enums';

/*
 * A session's timeline is four rows in PostgreSQL, the single source of truth for due steps. Timers
 * make it punctual and may be lost or fire twice. A step is done when its row has an outcome,
 * written in the transaction that did the work. A reschedule or an extension raises the generation, so
 * rows and timers of an older plan have no effect.
 */

export interface PlannedStep {
  step: Step;
  dueAt: Date;
}

export interface TimelineLeads {
  /** Milliseconds before the start at which the greeting is sent. */
  initialMessageLead: number;
  /** Milliseconds before the end at which the end warning (`end-button`, `ending_soon`) is due. */
  endButtonLead: number;
}

interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** At equal due times an end precedes an opening, which may need its capacity (C-44). */
export const STEP_PRIORITY: Record<Step, number> = {
  'auto-end': 1,
  'enable-chat': 2,
  'end-button': 3,
  'initial-message': 4,
};

/** The four steps of a session (counseling-16…19), in the order in which they happen. */
export function planTimeline({ startsAt, endsAt }: Span, leads: TimelineLeads): PlannedStep[] {
  const start = startsAt.getTime();
  const end = endsAt.getTime();
  return [
    { step: 'initial-message', dueAt: new Date(start - leads.initialMessageLead) },
    { step: 'enable-chat', dueAt: startsAt },
    // The end warning never precedes the opening, however short the session.
    { step: 'end-button', dueAt: new Date(Math.max(start, end - leads.endButtonLead)) },
    { step: 'auto-end', dueAt: endsAt },
  ];
}

const LATE_LIMIT_MS = 60_000;

/**
 * Whether a step is skipped as too late (C-43, C-53): an opening at the end, a greeting less than 60 s
 * before the start, an end warning less than 60 s before the end. For leads under five minutes the
 * limit is a fifth of the lead.
 */
export function isTooLate(planned: PlannedStep, span: Span, now: number): boolean {
  const anchor = { 'initial-message': span.startsAt, 'end-button': span.endsAt };
  if (planned.step === 'enable-chat') return now >= span.endsAt.getTime();
  if (planned.step !== 'initial-message' && planned.step !== 'end-button') return false;
  const deadline = anchor[planned.step].getTime();
  const lead = deadline - planned.dueAt.getTime();
  return deadline - now < Math.min(LATE_LIMIT_MS, lead / 5);
}

/** The job queue with one job for each step of each session's timeline. */
export const TIMELINE_QUEUE = 'timeline';
