import fc from 'fast-check';
import type { ErrorCode } from '../../../src/errors';
import { SESSION_TABLE, decide } from '../../../src/sessions/session-machine';
import type { Decision, Effect, SessionEvent } from '../../../src/sessions/session-machine';
import { SESSION_STATUSES } from '../../../src/enums';
import type { SessionStatus } from '../../../src/enums';

const END = Date.parse('2026-03-02T08:00:00Z');
const session = (status: SessionStatus) => ({ status, endsAt: new Date(END) });
const BEFORE_END = END - 1;

/** What every pair of state and event must come to: a state, `-` for unneeded, `!` for a refusal. */
const EXPECTED: Record<
  SessionEvent,
  Record<SessionStatus, SessionStatus | '-' | `!${ErrorCode}`>
> = {
  'initial-message': { pending: 'pending', active: '-', completed: '-', cancelled: '-' },
  'enable-chat': { pending: 'active', active: '-', completed: '-', cancelled: '-' },
  'end-button': { pending: '!chat-not-enabled', active: 'active', completed: '-', cancelled: '-' },
  'auto-end': { pending: '!chat-not-enabled', active: 'completed', completed: '-', cancelled: '-' },
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
};
const EVENTS = Object.keys(EXPECTED) as SessionEvent[];

function summary(decision: Decision): string {
  if (decision.verdict === 'go') return decision.to;
  return decision.verdict === 'unneeded' ? '-' : `!${decision.code}`;
}

function effectsOf(status: SessionStatus, event: SessionEvent): readonly Effect[] {
  const decision = decide(session(status), event, BEFORE_END);
  if (decision.verdict !== 'go') throw new Error(`${status} does not take ${event}`);
  return decision.effects;
}

/** Each effect as a short word, in order. */
function words(effects: readonly Effect[]): string[] {
  return effects.map(({ type, ...rest }) => [type, ...Object.values(rest)].join(' '));
}

describe('the table of the session machine', () => {
  it('has a line for every state and every event, and no others', () => {
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

  it('leads from each state where the contract says, and nowhere else', () => {
    const reached = SESSION_STATUSES.map((from) => {
      const decisions = Object.values(SESSION_TABLE[from]).filter((d) => d.verdict === 'go');
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

  it('takes nothing more once a session is completed or cancelled', () => {
    for (const status of ['completed', 'cancelled'] as const) {
      for (const event of EVENTS) {
        expect(decide(session(status), event, BEFORE_END).verdict).not.toBe('go');
      }
    }
  });
});

describe('what a change of state brings about', () => {
  const OPENING = [
    'say opening',
    'conversation open',
    'signal chat_enabled',
    'notify psychologist session_opened',
  ];
  const CLOSING = ['conversation closed', 'settle-steps all', 'release-time'];
  const CANCELLING = [...CLOSING, 'signal cancelled', 'notify the-other session_cancelled'];

  it.each<[SessionStatus, SessionEvent, string[]]>([
    ['pending', 'initial-message', ['say initial']],
    ['pending', 'enable-chat', OPENING],
    ['pending', 'start', [...OPENING, 'settle-steps opening']],
    ['pending', 'cancel', CANCELLING],
    ['pending', 'cancel-by-team', CANCELLING],
    [
      'pending',
      'reschedule',
      ['replan', 'signal rescheduled', 'notify the-other session_rescheduled'],
    ],
    ['active', 'end-button', ['signal ending_soon']],
    ['active', 'auto-end', ['say closing', ...CLOSING, 'signal completed']],
    ['active', 'end', ['say ended-by-hand', ...CLOSING, 'signal completed']],
    ['active', 'cancel-by-team', CANCELLING],
  ])('%s, %s', (status, event, expected) => {
    expect(words(effectsOf(status, event))).toEqual(expected);
  });

  it('always closes the conversation, settles the steps and frees the time when a session is over', () => {
    for (const row of Object.values(SESSION_TABLE)) {
      for (const decision of Object.values(row)) {
        if (decision.verdict !== 'go') continue;
        const over = decision.to === 'completed' || decision.to === 'cancelled';
        const said = words(decision.effects);
        for (const effect of CLOSING) expect(said.includes(effect)).toBe(over);
      }
    }
  });
});

describe('the planned end', () => {
  it('is the last moment before which a session can be started by hand', () => {
    expect(decide(session('pending'), 'start', END - 1).verdict).toBe('go');
    for (const now of [END, END + 1, END + 86_400_000]) {
      expect(decide(session('pending'), 'start', now)).toEqual({
        verdict: 'refuse',
        code: 'session-over',
      });
    }
  });

  it('holds up no step: opening and end always run, however late', () => {
    const late = END + 86_400_000;
    expect(decide(session('pending'), 'enable-chat', late).verdict).toBe('go');
    expect(decide(session('active'), 'auto-end', late).verdict).toBe('go');
  });

  it('changes no refusal', () => {
    expect(summary(decide(session('completed'), 'start', END))).toBe('!session-ended');
    expect(summary(decide(session('active'), 'start', END))).toBe('!session-already-active');
  });
});

describe('any order of events, repeats included,', () => {
  const moments = fc.array(
    fc.record({
      event: fc.constantFrom(...EVENTS),
      now: fc.integer({ min: END - 3_600_000, max: END + 3_600_000 }),
    }),
    { maxLength: 40 },
  );

  function play(events: { event: SessionEvent; now: number }[]): string[] {
    let status: SessionStatus = 'pending';
    const happened: string[] = [];
    for (const { event, now } of events) {
      const decision = decide(session(status), event, now);
      if (decision.verdict !== 'go') continue;
      status = decision.to;
      happened.push(...words(decision.effects));
    }
    return happened;
  }

  it('opens at most once, closes at most once, and says nothing after the close', () => {
    fc.assert(
      fc.property(moments, (events) => {
        const happened = play(events);
        const count = (word: string): number => happened.filter((w) => w === word).length;
        expect(count('conversation open')).toBeLessThanOrEqual(1);
        expect(count('conversation closed')).toBeLessThanOrEqual(1);
        expect(count('release-time')).toBe(count('conversation closed'));
        const closed = happened.indexOf('conversation closed');
        const after = closed === -1 ? [] : happened.slice(closed);
        expect(after.filter((word) => word.startsWith('say'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('never says the goodbye after an end by hand, nor to a session that was not open', () => {
    fc.assert(
      fc.property(moments, (events) => {
        const happened = play(events);
        const goodbye = happened.indexOf('say closing');
        if (goodbye === -1) return;
        expect(happened).not.toContain('say ended-by-hand');
        const opened = happened.indexOf('conversation open');
        expect(opened).toBeGreaterThanOrEqual(0);
        expect(opened).toBeLessThan(goodbye);
      }),
      { numRuns: 500 },
    );
  });
});
