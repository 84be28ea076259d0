import fc from 'fast-check';
import { MOST_ROOMS, nextRooms, sameRooms } from '../../../src/web/rooms/today/live-rooms';
import type { LiveRoom } from '../../../src/web/rooms/today/live-rooms';

const running = (...names: string[]) =>
  names.map((name) => ({
    sessionId: name,
    counselingId: `c-${name}`,
    startsAt: `2026-01-05T0${name.charCodeAt(0) % 10}:00:00Z`,
  }));
const namesOf = (rooms: LiveRoom[]): string[] =>
  rooms.map(({ sessionId, isOver }) => (isOver ? `(${sessionId})` : sessionId));

describe('the rooms on the board', () => {
  it('stand in the order of their beginning', () => {
    expect(namesOf(nextRooms([], running('b', 'a')))).toEqual(['a', 'b'].sort(byStart));
  });

  it('keep their places while others come', () => {
    const before = nextRooms([], running('b'));
    expect(namesOf(nextRooms(before, running('a', 'b', 'c')))[0]).toBe('b');
  });

  it('stay after their end, told apart, until they are put away', () => {
    const before = nextRooms([], running('a', 'b'));
    const after = nextRooms(before, running('b'));
    expect(namesOf(after)).toContain('(a)');
    const away = after.filter(({ sessionId }) => sessionId !== 'a');
    expect(namesOf(nextRooms(away, running('b')))).toEqual(['b']);
  });

  it('make way for new ones when there is no room left, the first to come going first', () => {
    let rooms = nextRooms([], running('a'));
    rooms = nextRooms(rooms, running('b'));
    rooms = nextRooms(rooms, running('c', 'd'));
    rooms = nextRooms(rooms, running('c', 'd', 'e', 'f'));
    expect(namesOf(rooms)).toHaveLength(MOST_ROOMS);
    expect(namesOf(rooms)).toContain('(b)');
    expect(namesOf(rooms)).not.toContain('(a)');
  });

  it('are every running session, once, and never more than fit beside them', () => {
    const steps = fc.array(
      fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: MOST_ROOMS }),
    );
    fc.assert(
      fc.property(steps, (moments) => {
        let rooms: LiveRoom[] = [];
        for (const names of moments) {
          rooms = nextRooms(rooms, running(...names));
          const open = rooms.filter(({ isOver }) => !isOver).map(({ sessionId }) => sessionId);
          expect(open.sort()).toEqual([...names].sort());
          expect(new Set(rooms.map(({ sessionId }) => sessionId)).size).toBe(rooms.length);
          expect(rooms.length).toBeLessThanOrEqual(MOST_ROOMS);
        }
      }),
    );
  });

  it('are the same only when nothing would look different', () => {
    const rooms = nextRooms([], running('a', 'b'));
    expect(sameRooms(rooms, nextRooms(rooms, running('b', 'a')))).toBe(true);
    expect(sameRooms(rooms, nextRooms(rooms, running('a')))).toBe(false);
    expect(sameRooms(rooms, rooms.slice(1))).toBe(false);
  });
});

function byStart(a: string, b: string): number {
  return (a.charCodeAt(0) % 10) - (b.charCodeAt(0) % 10);
}
