import { FAULT_KINDS, kindsNamed, traitsOf } from '../../chaos/plan/fault-kinds';
import type { FaultKind } from '../../chaos/plan/fault-kinds';
import { planFaults } from '../../chaos/plan/plan-faults';
import type { PlannedFault } from '../../chaos/plan/plan-faults';
import { planSessions } from '../../chaos/plan/plan-sessions';

const MINUTE = 60_000;

const planOf = (
  seed: number,
  minutes: number,
  { kinds = FAULT_KINDS, freezeMs }: { kinds?: readonly FaultKind[]; freezeMs?: number } = {},
): PlannedFault[] => planFaults({ seed, durationMs: minutes * MINUTE, kinds, freezeMs });

describe('planFaults', () => {
  it('gives the same plan for a seed, and another for another', () => {
    const plan = planOf(7, 30);
    expect(planOf(7, 30)).toEqual(plan);
    expect(planOf(8, 30)).not.toEqual(plan);
  });

  it.each([1.5, 4, 5, 30, 60])('fits into %d minutes and ends with calm', (minutes) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const plan = planOf(seed, minutes);
      const taken = plan.reduce((sum, { calm, lasts }) => sum + calm + lasts, 0);
      expect(plan.length).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(minutes * MINUTE - 12_000);
    }
  });

  it('has every kind once before any comes again, with calm before each', () => {
    const plan = planOf(3, 60);
    const first = plan.slice(0, FAULT_KINDS.length).map(({ kind }) => kind);
    expect(plan.length).toBeGreaterThan(FAULT_KINDS.length);
    expect([...first].sort()).toEqual([...FAULT_KINDS].sort());
    // More than what belongs to the fault before, and to the one after.
    expect(plan.filter(({ calm }) => calm < 6_000)).toEqual([]);
  });

  it('freezes for 45 seconds, in a run of a few minutes for less', () => {
    const kinds = ['freeze-worker'] as const;
    expect(planOf(1, 30, { kinds })[0]?.lasts).toBe(45_000);
    expect(planOf(1, 1.5, { kinds })[0]?.lasts).toBe(7_000);
  });

  it('freezes processes, and nothing else, for as long as the option says', () => {
    const plan = planOf(1, 4, { kinds: kindsNamed('freeze'), freezeMs: 45_000 });
    for (const { kind, lasts } of plan) {
      expect(lasts).toBe(kind.startsWith('freeze-') ? 45_000 : 4_000);
    }
    expect(plan.some(({ lasts }) => lasts === 45_000)).toBe(true);
  });

  it('hits each of two processes', () => {
    const targets = planOf(2, 60, { kinds: ['kill-worker'] }).map(({ target }) => target);
    expect(new Set(targets)).toEqual(new Set([0, 1]));
    expect(traitsOf('kill-worker').twins).toBe(true);
  });
});

describe('planSessions', () => {
  it('gives the same sessions for a seed, all within the run', () => {
    const sessions = planSessions(5, 100, 2 * MINUTE);
    expect(planSessions(5, 100, 2 * MINUTE)).toEqual(sessions);
    expect(planSessions(6, 100, 2 * MINUTE)).not.toEqual(sessions);
    expect(sessions).toHaveLength(100);
    for (const { startsIn, lasts } of sessions) {
      expect(startsIn).toBeGreaterThanOrEqual(10_000);
      expect(startsIn + lasts).toBeLessThan(2 * MINUTE);
    }
  });
});
