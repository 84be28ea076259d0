import { timelineScale } from './timeline-scale';
import type { TimelineScale } from './timeline-scale';
import type { Timeline, TimelineStep } from '../../../api/api-types';

/** Lateness in ms from which a step counts as late. */
export const LATENESS_THRESHOLD_MS = 5_000;

export type StepTone = 'waiting' | 'overdue' | 'done' | 'late' | 'dropped';

/** One step: planned and actual position in pixels. */
export interface StepLayout {
  step: TimelineStep;
  tone: StepTone;
  plannedX: number;
  /** Where it ran, or `now` while overdue. */
  actualX: number | undefined;
}

/** One plan of a session; a reschedule or an extension starts a new plan. */
export interface PlanLayout {
  generation: number;
  isCurrent: boolean;
  scale: TimelineScale;
  rows: StepLayout[];
  /** From the planned start to the planned end. */
  band: { x: number; width: number };
  nowX: number | undefined;
  endedX: number | undefined;
  actions: { x: number; at: string }[];
}

interface Canvas {
  width: number;
  now: number;
}

/** The newest plan first. */
export function layoutTimeline(timeline: Timeline, canvas: Canvas): PlanLayout[] {
  const generations = [...new Set(timeline.steps.map(({ generation }) => generation))];
  const current = Math.max(...generations);
  return generations
    .sort((a, b) => b - a)
    .map((generation) =>
      layoutPlan(timeline, { ...canvas, generation, isCurrent: generation === current }),
    );
}

export function stepTone(step: TimelineStep, now: number): StepTone {
  if (step.state === 'planned') {
    return now - toMs(step.plannedAt) >= LATENESS_THRESHOLD_MS ? 'overdue' : 'waiting';
  }
  if (step.state !== 'done') return 'dropped';
  return (step.lateMs ?? 0) >= LATENESS_THRESHOLD_MS ? 'late' : 'done';
}

function layoutPlan(
  { steps: all, session, acts }: Timeline,
  plan: Canvas & { generation: number; isCurrent: boolean },
): PlanLayout {
  const { generation, isCurrent, width, now } = plan;
  const steps = all.filter((step) => step.generation === generation);
  const events = [session.endedAt, ...acts.map(({ at }) => at)].flatMap((at) =>
    isCurrent && at !== null ? [toMs(at)] : [],
  );
  const stepTimes = steps.flatMap((step) => [toMs(step.plannedAt), ...(actualAt(step, now) ?? [])]);
  const scale = timelineScale([...stepTimes, ...events], { width });
  const inside = (at: number): number | undefined =>
    isCurrent && at >= scale.from && at <= scale.to ? scale.x(at) : undefined;
  return {
    generation,
    isCurrent,
    scale,
    rows: steps.map((step) => layoutStep(step, scale, now)),
    band: plannedBand(steps, scale),
    nowX: inside(now),
    endedX: session.endedAt === null ? undefined : inside(toMs(session.endedAt)),
    actions: isCurrent ? acts.map(({ at }) => ({ at, x: scale.x(toMs(at)) })) : [],
  };
}

function layoutStep(step: TimelineStep, scale: TimelineScale, now: number): StepLayout {
  const [actual] = actualAt(step, now) ?? [];
  return {
    step,
    tone: stepTone(step, now),
    plannedX: scale.x(toMs(step.plannedAt)),
    actualX: actual === undefined ? undefined : scale.x(actual),
  };
}

/** When a step ran; `now` while overdue. */
function actualAt(step: TimelineStep, now: number): [number] | undefined {
  if (step.state === 'done' && step.doneAt !== null) return [toMs(step.doneAt)];
  return stepTone(step, now) === 'overdue' ? [now] : undefined;
}

function plannedBand(steps: TimelineStep[], scale: TimelineScale): PlanLayout['band'] {
  const plannedAt = (name: TimelineStep['step']): number | undefined => {
    const step = steps.find((candidate) => candidate.step === name);
    return step && scale.x(toMs(step.plannedAt));
  };
  const x = plannedAt('enable-chat') ?? 0;
  return { x, width: Math.max(0, (plannedAt('auto-end') ?? x) - x) };
}

function toMs(instant: string): number {
  return Date.parse(instant);
}
