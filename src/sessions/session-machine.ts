import type { ErrorCode } from '../errors';
import type { NotificationKind, SessionStatus, Step } from '../words';

/*
 * How a session lives: (status, event, now) → next status and effects, or a refusal.
 * The table below is the whole of it. Nothing here reads a clock, a database or a random number,
 * and nothing here waits: whoever calls `decide` holds the session's row and carries the effects
 * out in the same transaction. A step that finds its work done, or no longer wanted, is
 * `unneeded`: jobs may be delivered twice, and a person of the team may have been faster.
 */

export type SessionEvent = Step | 'start' | 'end' | 'cancel' | 'cancel-by-team' | 'reschedule';

/** What participants are told on their channel (counseling-106…109, C-58). */
export type StatusSignal =
  'chat_enabled' | 'ending_soon' | 'completed' | 'cancelled' | 'rescheduled';

export type Effect =
  | { type: 'say'; line: 'initial' | 'opening' | 'closing' | 'ended-by-hand' }
  | { type: 'conversation'; state: 'open' | 'closed' }
  | { type: 'signal'; status: StatusSignal }
  | { type: 'notify'; who: 'psychologist' | 'the-other'; kind: NotificationKind }
  | { type: 'settle-steps'; steps: 'opening' | 'all' }
  | { type: 'release-time' }
  | { type: 'replan' };

export type Decision =
  | { verdict: 'go'; to: SessionStatus; effects: readonly Effect[] }
  | { verdict: 'unneeded' }
  | { verdict: 'refuse'; code: ErrorCode };

const go = (to: SessionStatus, ...effects: Effect[]): Decision => ({ verdict: 'go', to, effects });
const refuse = (code: ErrorCode): Decision => ({ verdict: 'refuse', code });
const unneeded: Decision = { verdict: 'unneeded' };

const OPEN: Effect[] = [
  { type: 'say', line: 'opening' },
  { type: 'conversation', state: 'open' },
  { type: 'signal', status: 'chat_enabled' },
  { type: 'notify', who: 'psychologist', kind: 'session_opened' },
];
const CLOSE: Effect[] = [
  { type: 'conversation', state: 'closed' },
  { type: 'settle-steps', steps: 'all' },
  { type: 'release-time' },
];
const CANCEL: Effect[] = [
  ...CLOSE,
  { type: 'signal', status: 'cancelled' },
  { type: 'notify', who: 'the-other', kind: 'session_cancelled' },
];

const OVER: Record<SessionEvent, Decision> = {
  'initial-message': unneeded,
  'enable-chat': unneeded,
  'end-button': unneeded,
  'auto-end': unneeded,
  start: refuse('session-ended'),
  end: refuse('session-ended'),
  cancel: refuse('counseling-closed'),
  'cancel-by-team': refuse('counseling-closed'),
  reschedule: refuse('counseling-closed'),
};

export const SESSION_TABLE: Record<SessionStatus, Record<SessionEvent, Decision>> = {
  pending: {
    'initial-message': go('pending', { type: 'say', line: 'initial' }),
    'enable-chat': go('active', ...OPEN),
    'end-button': refuse('chat-not-enabled'),
    'auto-end': refuse('chat-not-enabled'),
    start: go('active', ...OPEN, { type: 'settle-steps', steps: 'opening' }),
    end: refuse('chat-not-enabled'),
    cancel: go('cancelled', ...CANCEL),
    'cancel-by-team': go('cancelled', ...CANCEL),
    reschedule: go(
      'pending',
      { type: 'replan' },
      { type: 'signal', status: 'rescheduled' },
      { type: 'notify', who: 'the-other', kind: 'session_rescheduled' },
    ),
  },
  active: {
    'initial-message': unneeded,
    'enable-chat': unneeded,
    'end-button': go('active', { type: 'signal', status: 'ending_soon' }),
    'auto-end': go('completed', { type: 'say', line: 'closing' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    start: refuse('session-already-active'),
    end: go('completed', { type: 'say', line: 'ended-by-hand' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    cancel: refuse('counseling-started'),
    'cancel-by-team': go('cancelled', ...CANCEL),
    reschedule: refuse('counseling-started'),
  },
  completed: OVER,
  cancelled: OVER,
};

/** Decides one event at `now` (ms); a start by hand is refused once the planned end has passed. */
export function decide(
  session: { status: SessionStatus; endsAt: Date },
  event: SessionEvent,
  now: number,
): Decision {
  const decision = SESSION_TABLE[session.status][event];
  if (event === 'start' && decision.verdict === 'go' && now >= session.endsAt.getTime()) {
    return refuse('session-over');
  }
  return decision;
}
