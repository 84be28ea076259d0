import fc from 'fast-check';
import { MAX_PANELS, nextPanels, samePanels } from '../../../../src/web/pages/today/live-panels';
import type { LivePanel } from '../../../../src/web/pages/today/live-panels';

const running = (...names: string[]) =>
  names.map((name) => ({
    sessionId: name,
    counselingId: `c-${name}`,
    startsAt: `2026-01-05T0${name.charCodeAt(0) % 10}:00:00Z`,
  }));
const namesOf = (rooms: LivePanel[]): string[] =>
  rooms.map(({ sessionId, isOver }) => (isOver ? `(${sessionId})` : sessionId));

describe('the rooms on the board', () => {
  it('stand in the order of their beginning', () => {
    expect(namesOf(nextPanels([], running('b', 'a')))).toEqual(['a', 'b'].sort(byStart));
  });

  it('keep their places while others come', () => {
    const before = nextPanels([], running('b'));
    expect(namesOf(nextPanels(before, running('a', 'b', 'c')))[0]).toBe('b');
  });

  it('stay after their end, told apart, until they are put away', () => {
    const before = nextPanels([], running('a', 'b'));
    const after = nextPanels(before, running('b'));
    expect(namesOf(after)).toContain('(a)');
    const away = after.filter(({ sessionId }) => sessionId !== 'a');
    expect(namesOf(nextPanels(away, running('b')))).toEqual(['b']);
  });

  it('make way for new ones when there is no room left, the first to come going first', () => {
    let rooms = nextPanels([], running('a'));
    rooms = nextPanels(rooms, running('b'));
    rooms = nextPanels(rooms, running('c', 'd'));
    rooms = nextPanels(rooms, running('c', 'd', 'e', 'f'));
    expect(namesOf(rooms)).toHaveLength(MAX_PANELS);
    expect(namesOf(rooms)).toContain('(b)');
    expect(namesOf(rooms)).not.toContain('(a)');
  });

  it('are every running session, once, and never more than fit beside them', () => {
    const steps = fc.array(
      fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: MAX_PANELS }),
    );
    fc.assert(
      fc.property(steps, (moments) => {
        let rooms: LivePanel[] = [];
        for (const names of moments) {
          rooms = nextPanels(rooms, running(...names));
          const open = rooms.filter(({ isOver }) => !isOver).map(({ sessionId }) => sessionId);
          expect(open.sort()).toEqual([...names].sort());
          expect(new Set(rooms.map(({ sessionId }) => sessionId)).size).toBe(rooms.length);
          expect(rooms.length).toBeLessThanOrEqual(MAX_PANELS);
        }
      }),
    );
  });

  it('are the same only when nothing would look different', () => {
    const rooms = nextPanels([], running('a', 'b'));
    expect(samePanels(rooms, nextPanels(rooms, running('b', 'a')))).toBe(true);
    expect(samePanels(rooms, nextPanels(rooms, running('a')))).toBe(false);
    expect(samePanels(rooms, rooms.slice(1))).toBe(false);
  });
});

function byStart(a: string, b: string): number {
  return (a.charCodeAt(0) % 10) - (b.charCodeAt(0) % 10);
}
