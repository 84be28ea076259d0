import type { ErrorCode } from '../errors';
import type { NotificationKind, SessionStatus, Step } from '../enums';

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

const transition = (to: SessionStatus, ...effects: Effect[]): Decision => ({
  verdict: 'go',
  to,
  effects,
});
const reject = (code: ErrorCode): Decision => ({ verdict: 'refuse', code });
const ignore: Decision = { verdict: 'unneeded' };

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

const AFTER_END: Record<SessionEvent, Decision> = {
  'initial-message': ignore,
  'enable-chat': ignore,
  'end-button': ignore,
  'auto-end': ignore,
  start: reject('session-ended'),
  end: reject('session-ended'),
  cancel: reject('counseling-closed'),
  'cancel-by-team': reject('counseling-closed'),
  reschedule: reject('counseling-closed'),
};

export const SESSION_TABLE: Record<SessionStatus, Record<SessionEvent, Decision>> = {
  pending: {
    'initial-message': transition('pending', { type: 'say', line: 'initial' }),
    'enable-chat': transition('active', ...OPEN),
    'end-button': reject('chat-not-enabled'),
    'auto-end': reject('chat-not-enabled'),
    start: transition('active', ...OPEN, { type: 'settle-steps', steps: 'opening' }),
    end: reject('chat-not-enabled'),
    cancel: transition('cancelled', ...CANCEL),
    'cancel-by-team': transition('cancelled', ...CANCEL),
    reschedule: transition(
      'pending',
      { type: 'replan' },
      { type: 'signal', status: 'rescheduled' },
      { type: 'notify', who: 'the-other', kind: 'session_rescheduled' },
    ),
  },
  active: {
    'initial-message': ignore,
    'enable-chat': ignore,
    'end-button': transition('active', { type: 'signal', status: 'ending_soon' }),
    'auto-end': transition('completed', { type: 'say', line: 'closing' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    start: reject('session-already-active'),
    end: transition('completed', { type: 'say', line: 'ended-by-hand' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    cancel: reject('counseling-started'),
    'cancel-by-team': transition('cancelled', ...CANCEL),
    reschedule: reject('counseling-started'),
  },
  completed: AFTER_END,
  cancelled: AFTER_END,
};

/** Decides one event at `now` (ms); a start by hand is refused once the planned end has passed. */
export function decide(
  session: { status: SessionStatus; endsAt: Date },
  event: SessionEvent,
  now: number,
): Decision {
  const decision = SESSION_TABLE[session.status][event];
  if (event === 'start' && decision.verdict === 'go' && now >= session.endsAt.getTime()) {
    return reject('session-over');
  }
  return decision;
}
