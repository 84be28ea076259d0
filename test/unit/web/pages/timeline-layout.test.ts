import {
  layoutTimeline,
  stepTone,
} from '../../../../src/web/pages/team-sessions/detail/timeline-layout';
import type { Timeline, TimelineStep } from '../../../../src/web/api/api-types';

const START = Date.parse('2026-01-05T08:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

function step(name: TimelineStep['step'], minutes: number, more: Partial<TimelineStep> = {}) {
  return {
    step: name,
    generation: 1,
    plannedAt: at(minutes),
    doneAt: null,
    state: 'planned' as const,
    reason: null,
    lateMs: null,
    doneBy: null,
    failedAttempts: 0,
    lastError: null,
    ...more,
  };
}

function timelineOf(steps: TimelineStep[], more: Partial<Timeline> = {}): Timeline {
  const session = { endedAt: null } as Timeline['session'];
  return { session, steps, acts: [], outages: [], ...more };
}

const plan = (generation: number, later = 0): TimelineStep[] => [
  step('initial-message', later - 10, { generation }),
  step('enable-chat', later, { generation }),
  step('end-button', later + 25, { generation }),
  step('auto-end', later + 30, { generation }),
];

describe('layoutTimeline', () => {
  it('places the execution right of the plan by its lateness', () => {
    const steps = plan(1);
    steps[1] = step('enable-chat', 0, { state: 'done', doneAt: at(2), lateMs: 2 * MINUTE });
    const [layout] = layoutTimeline(timelineOf(steps), { width: 432, now: START + 3 * MINUTE });
    const opening = layout?.rows[1];
    const perMinute = 432 / (40 * 1.08);
    expect((opening?.actualX ?? 0) - (opening?.plannedX ?? 0)).toBeCloseTo(2 * perMinute);
    expect(opening?.tone).toBe('late');
    expect(layout?.band.width).toBeCloseTo(30 * perMinute);
    expect(layout?.nowX).toBeCloseTo((layout?.scale.x(START) ?? 0) + 3 * perMinute);
  });

  it('extends an overdue step to now', () => {
    const [layout] = layoutTimeline(timelineOf(plan(1)), { width: 400, now: START + 5 * MINUTE });
    expect(layout?.rows.map(({ tone }) => tone)).toEqual([
      'overdue',
      'overdue',
      'waiting',
      'waiting',
    ]);
    expect(layout?.rows[1]?.actualX).toBe(layout?.nowX);
    expect(layout?.rows[2]?.actualX).toBeUndefined();
  });

  it('lays out each generation separately, the current one first and it alone with actions', () => {
    const old = plan(1).map((step) => ({ ...step, state: 'superseded' as const }));
    const acts = [{ action: 'session.end', at: at(1_450), by: { id: '7', fullName: 'Tari' } }];
    const session = { endedAt: at(1_450) } as Timeline['session'];
    const layout = layoutTimeline(timelineOf([...old, ...plan(2, 1_440)], { acts, session }), {
      width: 400,
      now: START,
    });
    expect(layout.map(({ generation, isCurrent }) => [generation, isCurrent])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(layout.map(({ actions }) => actions.length)).toEqual([1, 0]);
    expect(layout.map(({ endedX }) => endedX !== undefined)).toEqual([true, false]);
    expect(layout[1]?.rows.map(({ tone }) => tone)).toEqual(Array(4).fill('dropped'));
    expect(layout[0]?.nowX).toBeUndefined();
  });

  it('does not mark an unnoticeable lateness', () => {
    const done = (lateMs: number) =>
      stepTone(step('enable-chat', 0, { state: 'done', doneAt: at(0), lateMs }), START);
    expect([done(40), done(4_999), done(5_000)]).toEqual(['done', 'done', 'late']);
  });
});
