import { fc, runs } from '../../support/harness/property-testing';
import type { ErrorCode } from '../../../src/errors';
import { SESSION_TABLE, decide } from '../../../src/sessions/session-machine';
import type { Decision, Effect, SessionEvent } from '../../../src/sessions/session-machine';
import { SESSION_STATUSES } from '../../../src/enums';
import type { SessionStatus } from '../../../src/enums';

const END = Date.parse('2026-03-02T08:00:00Z');
const session = (status: SessionStatus) => ({ status, endsAt: new Date(END) });
const BEFORE_END = END - 1;

/** Expected result per event and state: a state, `-` for ignored, `!code` for rejected. */
const EXPECTED: Record<
  SessionEvent,
  Record<SessionStatus, SessionStatus | '-' | `!${ErrorCode}`>
> = {
  'initial-message': { pending: 'pending', active: '-', completed: '-', cancelled: '-' },
  'enable-chat': { pending: 'active', active: '-', completed: '-', cancelled: '-' },
  'end-button': { pending: '!chat-not-enabled', active: 'active', completed: '-', cancelled: '-' },
  'auto-end': { pending: 'cancelled', active: 'completed', completed: '-', cancelled: '-' },
  start: {
    pending: 'active',
    active: '!session-already-active',
    completed: '!session-ended',
    cancelled: '!session-ended',
  },
  end: {
    pending: '!chat-not-enabled',
    active: 'completed',
    completed: '!session-ended',
    cancelled: '!session-ended',
  },
  cancel: {
    pending: 'cancelled',
    active: '!counseling-started',
    completed: '!counseling-closed',
    cancelled: '!counseling-closed',
  },
  'cancel-by-team': {
    pending: 'cancelled',
    active: 'cancelled',
    completed: '!counseling-closed',
    cancelled: '!counseling-closed',
  },
  reschedule: {
    pending: 'pending',
    active: '!counseling-started',
    completed: '!counseling-closed',
    cancelled: '!counseling-closed',
  },
  extend: {
    pending: '!chat-not-enabled',
    active: 'active',
    completed: '!session-ended',
    cancelled: '!session-ended',
  },
};
const EVENTS = Object.keys(EXPECTED) as SessionEvent[];

function summary(decision: Decision): string {
  if (decision.type === 'transition') return decision.to;
  return decision.type === 'ignore' ? '-' : `!${decision.code}`;
}

function effectsOf(status: SessionStatus, event: SessionEvent): readonly Effect[] {
  const decision = decide(session(status), event, BEFORE_END);
  if (decision.type !== 'transition') throw new Error(`${status} rejects ${event}`);
  return decision.effects;
}

/** Each effect as a short text, in order. */
function labels(effects: readonly Effect[]): string[] {
  return effects.map(({ type, ...rest }) => [type, ...Object.values(rest)].join(' '));
}

describe('session machine table', () => {
  it('covers exactly every state and event', () => {
    expect(Object.keys(SESSION_TABLE).sort()).toEqual([...SESSION_STATUSES].sort());
    for (const row of Object.values(SESSION_TABLE)) {
      expect(Object.keys(row).sort()).toEqual([...EVENTS].sort());
    }
  });

  it.each(SESSION_STATUSES.flatMap((status) => EVENTS.map((event) => ({ status, event }))))(
    'decides $event of a $status session',
    ({ status, event }) => {
      const decision = decide(session(status), event, BEFORE_END);
      expect(summary(decision)).toBe(EXPECTED[event][status]);
    },
  );

  it('has exactly the transitions of the contract', () => {
    const reached = SESSION_STATUSES.map((from) => {
      const decisions = Object.values(SESSION_TABLE[from]).filter((d) => d.type === 'transition');
      const others = decisions.map((d) => d.to).filter((to) => to !== from);
      return [from, [...new Set(others)].sort()];
    });
    expect(Object.fromEntries(reached)).toEqual({
      pending: ['active', 'cancelled'],
      active: ['cancelled', 'completed'],
      completed: [],
      cancelled: [],
    });
  });

  it('accepts no event after completion or cancellation', () => {
    for (const status of ['completed', 'cancelled'] as const) {
      for (const event of EVENTS) {
        expect(decide(session(status), event, BEFORE_END).type).not.toBe('transition');
      }
    }
  });
});

describe('transition effects', () => {
  const OPENING = [
    'post-message opening',
    'conversation open',
    'signal chat_enabled',
    'notify psychologist session_opened',
  ];
  const CLOSING = ['conversation closed', 'settle-steps all', 'release-time'];
  const CANCELLING = [...CLOSING, 'signal cancelled', 'notify others session_cancelled'];

  it.each<[SessionStatus, SessionEvent, string[]]>([
    ['pending', 'initial-message', ['post-message initial']],
    ['pending', 'enable-chat', OPENING],
    ['pending', 'start', [...OPENING, 'settle-steps opening']],
    ['pending', 'cancel', CANCELLING],
    ['pending', 'cancel-by-team', CANCELLING],
    ['pending', 'reschedule', ['signal rescheduled', 'notify others session_rescheduled']],
    [
      'pending',
      'auto-end',
      [...CLOSING, 'cancel-counseling', 'signal cancelled', 'notify others session_missed'],
    ],
    ['active', 'end-button', ['signal ending_soon']],
    ['active', 'auto-end', ['post-message closing', ...CLOSING, 'signal completed']],
    ['active', 'end', ['post-message manual-end', ...CLOSING, 'signal completed']],
    ['active', 'cancel-by-team', CANCELLING],
  ])('%s, %s', (status, event, expected) => {
    expect(labels(effectsOf(status, event))).toEqual(expected);
  });

  it('close the conversation, settle the steps and release the time exactly when a session ends', () => {
    for (const row of Object.values(SESSION_TABLE)) {
      for (const decision of Object.values(row)) {
        if (decision.type !== 'transition') continue;
        const over = decision.to === 'completed' || decision.to === 'cancelled';
        const applied = labels(decision.effects);
        for (const effect of CLOSING) expect(applied.includes(effect)).toBe(over);
      }
    }
  });
});

describe('planned end', () => {
  it('is the deadline of a manual start', () => {
    expect(decide(session('pending'), 'start', END - 1).type).toBe('transition');
    for (const now of [END, END + 1, END + 86_400_000]) {
      expect(decide(session('pending'), 'start', now)).toEqual({
        type: 'reject',
        code: 'session-over',
      });
    }
  });

  it('delays no step: opening and end run however late', () => {
    const late = END + 86_400_000;
    expect(decide(session('pending'), 'enable-chat', late).type).toBe('transition');
    expect(decide(session('active'), 'auto-end', late).type).toBe('transition');
  });

  it('changes no other rejection', () => {
    expect(summary(decide(session('completed'), 'start', END))).toBe('!session-ended');
    expect(summary(decide(session('active'), 'start', END))).toBe('!session-already-active');
  });
});

describe('random event sequences with repeats', () => {
  const moments = fc.array(
    fc.record({
      event: fc.constantFrom(...EVENTS),
      now: fc.integer({ min: END - 3_600_000, max: END + 3_600_000 }),
    }),
    { maxLength: 40 },
  );

  function applyEvents(events: { event: SessionEvent; now: number }[]): string[] {
    let status: SessionStatus = 'pending';
    const effects: string[] = [];
    for (const { event, now } of events) {
      const decision = decide(session(status), event, now);
      if (decision.type !== 'transition') continue;
      status = decision.to;
      effects.push(...labels(decision.effects));
    }
    return effects;
  }

  it('open and close at most once and post no message after the close', () => {
    fc.assert(
      fc.property(moments, (events) => {
        const effects = applyEvents(events);
        const count = (label: string): number => effects.filter((e) => e === label).length;
        expect(count('conversation open')).toBeLessThanOrEqual(1);
        expect(count('conversation closed')).toBeLessThanOrEqual(1);
        expect(count('release-time')).toBe(count('conversation closed'));
        const closed = effects.indexOf('conversation closed');
        const after = closed === -1 ? [] : effects.slice(closed);
        expect(after.filter((label) => label.startsWith('post-message'))).toEqual([]);
      }),
      { numRuns: runs(500) },
    );
  });

  it('never post the closing message after a manual end or before the opening', () => {
    fc.assert(
      fc.property(moments, (events) => {
        const effects = applyEvents(events);
        const closing = effects.indexOf('post-message closing');
        if (closing === -1) return;
        expect(effects).not.toContain('post-message manual-end');
        const opened = effects.indexOf('conversation open');
        expect(opened).toBeGreaterThanOrEqual(0);
        expect(opened).toBeLessThan(closing);
      }),
      { numRuns: runs(500) },
    );
  });
});
