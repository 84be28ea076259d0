import { timelineScale } from './timeline-scale';
import type { TimelineScale } from './timeline-scale';
import type { Timeline, TimelineStep } from '../../api/api-types';

/** A step that is this late (ms) is shown as late; below it nobody in the session can tell. */
export const LATE_FROM_MS = 5_000;

export type Tone = 'waiting' | 'overdue' | 'done' | 'late' | 'dropped';

/** One step of a plan: where it was to happen and where it did, in pixels. */
export interface StepDrawing {
  step: TimelineStep;
  tone: Tone;
  plannedX: number;
  /** Where it happened, or how far it is overdue; undefined when neither. */
  actualX: number | undefined;
}

/** One plan of a session: what a reschedule replaced is a picture of its own. */
export interface PlanDrawing {
  generation: number;
  isCurrent: boolean;
  scale: TimelineScale;
  rows: StepDrawing[];
  /** From the planned start to the planned end. */
  band: { x: number; width: number };
  nowX: number | undefined;
  endedX: number | undefined;
  acts: { x: number; at: string }[];
}

interface Paper {
  width: number;
  now: number;
}

/** Lays a session's timeline out, the newest plan first. */
export function drawTimeline(timeline: Timeline, paper: Paper): PlanDrawing[] {
  const generations = [...new Set(timeline.steps.map(({ generation }) => generation))];
  const current = Math.max(...generations);
  return generations
    .sort((a, b) => b - a)
    .map((generation) =>
      drawPlan(timeline, { ...paper, generation, isCurrent: generation === current }),
    );
}

/** How a step stands at `now` (ms). */
export function toneOf(step: TimelineStep, now: number): Tone {
  if (step.state === 'planned') {
    return now - ms(step.plannedAt) >= LATE_FROM_MS ? 'overdue' : 'waiting';
  }
  if (step.state !== 'done') return 'dropped';
  return (step.lateMs ?? 0) >= LATE_FROM_MS ? 'late' : 'done';
}

function drawPlan(
  { steps: all, session, acts }: Timeline,
  plan: Paper & { generation: number; isCurrent: boolean },
): PlanDrawing {
  const { generation, isCurrent, width, now } = plan;
  const steps = all.filter((step) => step.generation === generation);
  const happened = [session.endedAt, ...acts.map(({ at }) => at)].flatMap((at) =>
    isCurrent && at !== null ? [ms(at)] : [],
  );
  const shown = steps.flatMap((step) => [ms(step.plannedAt), ...(actualOf(step, now) ?? [])]);
  const scale = timelineScale([...shown, ...happened], { width });
  const inside = (at: number): number | undefined =>
    isCurrent && at >= scale.from && at <= scale.to ? scale.x(at) : undefined;
  return {
    generation,
    isCurrent,
    scale,
    rows: steps.map((step) => drawStep(step, scale, now)),
    band: bandOf(steps, scale),
    nowX: inside(now),
    endedX: session.endedAt === null ? undefined : inside(ms(session.endedAt)),
    acts: isCurrent ? acts.map(({ at }) => ({ at, x: scale.x(ms(at)) })) : [],
  };
}

function drawStep(step: TimelineStep, scale: TimelineScale, now: number): StepDrawing {
  const [actual] = actualOf(step, now) ?? [];
  return {
    step,
    tone: toneOf(step, now),
    plannedX: scale.x(ms(step.plannedAt)),
    actualX: actual === undefined ? undefined : scale.x(actual),
  };
}

/** When a step happened; for one that is overdue, how far it has got. */
function actualOf(step: TimelineStep, now: number): [number] | undefined {
  if (step.state === 'done' && step.doneAt !== null) return [ms(step.doneAt)];
  return toneOf(step, now) === 'overdue' ? [now] : undefined;
}

function bandOf(steps: TimelineStep[], scale: TimelineScale): PlanDrawing['band'] {
  const plannedAt = (name: TimelineStep['step']): number | undefined => {
    const step = steps.find((one) => one.step === name);
    return step && scale.x(ms(step.plannedAt));
  };
  const x = plannedAt('enable-chat') ?? 0;
  return { x, width: Math.max(0, (plannedAt('auto-end') ?? x) - x) };
}

function ms(instant: string): number {
  return Date.parse(instant);
}
