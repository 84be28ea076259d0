import { fc } from '../../../support/harness/property-testing';
import { timelineScale } from '../../../../src/web/pages/team-sessions/detail/timeline-scale';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(`2026-01-05T${text}Z`);

describe('timelineScale', () => {
  it('has a tick every 15 minutes on a phone and every 5 minutes on a desktop', () => {
    const instants = [at('07:50:00'), at('08:00:00'), at('08:25:00'), at('08:30:00')];
    const minutes = (width: number) =>
      timelineScale(instants, { width }).ticks.map((tick) => new Date(tick).getUTCMinutes());
    expect(minutes(360)).toEqual([0, 15, 30]);
    expect(minutes(900)).toEqual([50, 55, 0, 5, 10, 15, 20, 25, 30]);
  });

  it('keeps the order of instants within the width', () => {
    const instant = fc.integer({ min: at('00:00:00'), max: at('23:59:00') });
    fc.assert(
      fc.property(
        fc.array(instant, { minLength: 1 }),
        fc.integer({ min: 200, max: 2_000 }),
        (all, width) => {
          const scale = timelineScale(all, { width });
          const positions = [...all].sort((a, b) => a - b).map(scale.x);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
          expect(Math.min(...positions)).toBeGreaterThan(0);
          expect(Math.max(...positions)).toBeLessThan(width);
        },
      ),
    );
  });

  it('keeps a minimum distance between ticks', () => {
    const length = fc.integer({ min: 0, max: 400 * 24 * 60 * MINUTE });
    fc.assert(
      fc.property(length, fc.integer({ min: 200, max: 2_000 }), (span, width) => {
        const start = at('08:00:00');
        const { ticks } = timelineScale([start, start + span], { width });
        expect(ticks.length).toBeLessThanOrEqual(Math.max(2, Math.floor(width / 88)) + 1);
      }),
    );
  });
});
