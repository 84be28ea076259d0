import {
  groupByStatus,
  silenceMs,
} from '../../../../src/web/pages/team-sessions/board/board-groups';
import type { TeamSession } from '../../../../src/web/api/api-types';

const START = Date.parse('2026-01-05T08:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

function session(sessionId: string, more: Partial<TeamSession>): TeamSession {
  return {
    sessionId,
    status: 'pending',
    startsAt: at(0),
    endsAt: at(30),
    startedAt: null,
    endedAt: null,
    lastMessageAt: null,
    ...more,
  } as TeamSession;
}

describe('groupByStatus', () => {
  it('returns all groups in a fixed order, even when empty', () => {
    const groups = groupByStatus([session('a', { status: 'cancelled' })]);
    expect(groups.map(({ status, sessions }) => [status, sessions.length])).toEqual([
      ['active', 0],
      ['pending', 0],
      ['completed', 0],
      ['cancelled', 1],
    ]);
  });

  it('sorts by end, by start, and by the latest end', () => {
    const groups = groupByStatus([
      session('runs long', { status: 'active', endsAt: at(60) }),
      session('runs short', { status: 'active', endsAt: at(20) }),
      session('later', { startsAt: at(90) }),
      session('soon', { startsAt: at(30) }),
      session('over long ago', { status: 'completed', endedAt: at(-60) }),
      session('just over', { status: 'completed', endedAt: at(-1) }),
    ]);
    expect(groups.flatMap(({ sessions }) => sessions.map(({ sessionId }) => sessionId))).toEqual([
      'runs short',
      'runs long',
      'soon',
      'later',
      'just over',
      'over long ago',
    ]);
  });
});

describe('silenceMs', () => {
  it('counts from the start or the last message, the later of both', () => {
    const running = session('a', { status: 'active', startedAt: at(0) });
    const now = START + 10 * MINUTE;
    expect(silenceMs(running, now)).toBe(10 * MINUTE);
    expect(silenceMs({ ...running, lastMessageAt: at(8) }, now)).toBe(2 * MINUTE);
    expect(silenceMs({ ...running, lastMessageAt: at(-8) }, now)).toBe(10 * MINUTE);
  });

  it('is zero while the session is not open', () => {
    const over = session('a', { status: 'completed', startedAt: at(-60), endedAt: at(-30) });
    expect([silenceMs(over, START), silenceMs(session('b', {}), START)]).toEqual([0, 0]);
  });
});
