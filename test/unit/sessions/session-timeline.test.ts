import { fc } from '../../support/harness/property-testing';
import {
  STEP_PRIORITY,
  isTooLate,
  planTimeline,
} from '../../../src/sessions/timeline/session-timeline';
import type { TimelineLeads } from '../../../src/sessions/timeline/session-timeline';
import type { Step } from '../../../src/enums';

const SECOND = 1_000;
const MINUTE = 60_000;
const DEFAULT_LEADS = { initialMessageLead: 10 * MINUTE, endButtonLead: 5 * MINUTE };
const START = Date.parse('2026-03-02T07:00:00Z');

const spanOf = (minutes: number) => ({
  startsAt: new Date(START),
  endsAt: new Date(START + minutes * MINUTE),
});

/** Due times as milliseconds after the start. */
function plan(minutes: number, leads: TimelineLeads = DEFAULT_LEADS): [Step, number][] {
  return planTimeline(spanOf(minutes), leads).map(({ step, dueAt }) => [
    step,
    dueAt.getTime() - START,
  ]);
}

describe('planTimeline', () => {
  it('plans greeting 10 min before, opening at the start, warning 5 min before the end, and the end', () => {
    expect(plan(60)).toEqual([
      ['initial-message', -10 * MINUTE],
      ['enable-chat', 0],
      ['end-button', 55 * MINUTE],
      ['auto-end', 60 * MINUTE],
    ]);
  });

  it('never plans the warning before the opening', () => {
    expect(plan(3)).toContainEqual(['end-button', 0]);
  });

  it('keeps the order for all lengths and leads', () => {
    const leads = fc.record({
      initialMessageLead: fc.integer({ min: 0, max: 3_600_000 }),
      endButtonLead: fc.integer({ min: 0, max: 10_800_000 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_800_000 }), leads, (length, lead) => {
        const span = { startsAt: new Date(START), endsAt: new Date(START + length) };
        const steps = planTimeline(span, lead);
        expect(steps.map(({ step }) => step)).toEqual([
          'initial-message',
          'enable-chat',
          'end-button',
          'auto-end',
        ]);
        const due = steps.map(({ dueAt }) => dueAt.getTime());
        expect(due).toEqual([...due].sort((a, b) => a - b));
      }),
    );
  });

  it('runs an end before an opening due at the same time', () => {
    const order = Object.entries(STEP_PRIORITY).sort(([, a], [, b]) => a - b);
    expect(order.map(([step]) => step)).toEqual([
      'auto-end',
      'enable-chat',
      'end-button',
      'initial-message',
    ]);
  });
});

/** Whether a step of a one-hour session is too late `left` ms before its deadline. */
function tooLate(step: Step, left: number, leads: TimelineLeads = DEFAULT_LEADS): boolean {
  const span = spanOf(60);
  const planned = planTimeline(span, leads).find((one) => one.step === step);
  if (planned === undefined) throw new Error(`There is no step ${step}`);
  const anchor = step === 'initial-message' ? span.startsAt : span.endsAt;
  return isTooLate(planned, span, anchor.getTime() - left);
}

describe.each(['initial-message', 'end-button'] as const)('a late %s', (step) => {
  it.each([
    [61 * SECOND, false],
    [60 * SECOND, false],
    [59_999, true],
    [59 * SECOND, true],
    [0, true],
    [-10 * MINUTE, true],
  ])('with %d ms left is too late: %s', (left, expected) => {
    expect(tooLate(step, left)).toBe(expected);
  });

  it.each([
    [5 * MINUTE, 60 * SECOND],
    [100 * SECOND, 20 * SECOND],
    [8 * SECOND, 1_600],
    [0, 0],
  ])('planned %d ms ahead is not too late until %d ms are left', (lead, limit) => {
    const leads = { initialMessageLead: lead, endButtonLead: lead };
    expect(tooLate(step, limit, leads)).toBe(false);
    expect(tooLate(step, limit - 1, leads)).toBe(true);
  });

  it('is never too late at its planned time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000 }), (lead) => {
        const leads = { initialMessageLead: lead, endButtonLead: lead };
        expect(tooLate(step, lead, leads)).toBe(false);
      }),
    );
  });
});

describe('a late auto-end', () => {
  it('always runs', () => {
    for (const left of [10 * MINUTE, 0, -MINUTE, -24 * 60 * MINUTE]) {
      expect(tooLate('auto-end', left)).toBe(false);
    }
  });
});

describe('a late enable-chat', () => {
  it('runs until the end of the session', () => {
    expect([10 * MINUTE, 1].map((left) => tooLate('enable-chat', left))).toEqual([false, false]);
    expect([0, -MINUTE].map((left) => tooLate('enable-chat', left))).toEqual([true, true]);
  });
});
