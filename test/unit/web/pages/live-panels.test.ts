import { fc } from '../../../support/harness/property-testing';
import { MAX_PANELS, nextPanels, samePanels } from '../../../../src/web/pages/today/live-panels';
import type { LivePanel } from '../../../../src/web/pages/today/live-panels';

const running = (...names: string[]) =>
  names.map((name) => ({
    sessionId: name,
    counselingId: `c-${name}`,
    startsAt: `2026-01-05T0${name.charCodeAt(0) % 10}:00:00Z`,
  }));
const namesOf = (panels: LivePanel[]): string[] =>
  panels.map(({ sessionId, isOver }) => (isOver ? `(${sessionId})` : sessionId));

describe('live panels', () => {
  it('are in the order of their start', () => {
    expect(namesOf(nextPanels([], running('b', 'a')))).toEqual(['a', 'b'].sort(byStart));
  });

  it('keep their positions when others are added', () => {
    const before = nextPanels([], running('b'));
    expect(namesOf(nextPanels(before, running('a', 'b', 'c')))[0]).toBe('b');
  });

  it('stay after their end, marked, until they are closed', () => {
    const before = nextPanels([], running('a', 'b'));
    const after = nextPanels(before, running('b'));
    expect(namesOf(after)).toContain('(a)');
    const closed = after.filter(({ sessionId }) => sessionId !== 'a');
    expect(namesOf(nextPanels(closed, running('b')))).toEqual(['b']);
  });

  it('make space for new ones, the oldest ended panel first', () => {
    let panels = nextPanels([], running('a'));
    panels = nextPanels(panels, running('b'));
    panels = nextPanels(panels, running('c', 'd'));
    panels = nextPanels(panels, running('c', 'd', 'e', 'f'));
    expect(namesOf(panels)).toHaveLength(MAX_PANELS);
    expect(namesOf(panels)).toContain('(b)');
    expect(namesOf(panels)).not.toContain('(a)');
  });

  it('show every running session once, never more than the maximum', () => {
    const steps = fc.array(
      fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: MAX_PANELS }),
    );
    fc.assert(
      fc.property(steps, (moments) => {
        let panels: LivePanel[] = [];
        for (const names of moments) {
          panels = nextPanels(panels, running(...names));
          const open = panels.filter(({ isOver }) => !isOver).map(({ sessionId }) => sessionId);
          expect(open.sort()).toEqual([...names].sort());
          expect(new Set(panels.map(({ sessionId }) => sessionId)).size).toBe(panels.length);
          expect(panels.length).toBeLessThanOrEqual(MAX_PANELS);
        }
      }),
    );
  });

  it('are the same only when nothing visible changed', () => {
    const panels = nextPanels([], running('a', 'b'));
    expect(samePanels(panels, nextPanels(panels, running('b', 'a')))).toBe(true);
    expect(samePanels(panels, nextPanels(panels, running('a')))).toBe(false);
    expect(samePanels(panels, panels.slice(1))).toBe(false);
  });
});

function byStart(a: string, b: string): number {
  return (a.charCodeAt(0) % 10) - (b.charCodeAt(0) % 10);
}
