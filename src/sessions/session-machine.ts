import type { ErrorCode } from '../errors';
import type { NotificationKind, SessionStatus, Step } from '../enums';

/*
 * The session machine: (status, event, now) → next status and effects, or a rejection. It is pure:
 * no clock, database, randomness or async. The caller holds the session's row lock and carries out
 * the effects in the same transaction. A step whose work is already done, or no longer needed, is
 * ignored: jobs may be delivered twice, and the team may have acted first.
 */

export type SessionEvent =
  Step | 'start' | 'end' | 'cancel' | 'cancel-by-team' | 'reschedule' | 'extend';

/** Status that participants receive on their channel (counseling-106…109, C-58). */
export type StatusSignal =
  'chat_enabled' | 'ending_soon' | 'completed' | 'cancelled' | 'rescheduled';

export type Effect =
  | { type: 'post-message'; message: 'initial' | 'opening' | 'closing' | 'manual-end' }
  | { type: 'conversation'; state: 'open' | 'closed' }
  | { type: 'signal'; status: StatusSignal }
  | { type: 'notify'; recipients: 'psychologist' | 'others'; kind: NotificationKind }
  | { type: 'settle-steps'; steps: 'opening' | 'all' }
  | { type: 'release-time' }
  /** The use cases of users cancel the counseling themselves, with its reason. */
  | { type: 'cancel-counseling' };

export type Decision =
  | { type: 'transition'; to: SessionStatus; effects: readonly Effect[] }
  | { type: 'ignore' }
  | { type: 'reject'; code: ErrorCode };

const transition = (to: SessionStatus, ...effects: Effect[]): Decision => ({
  type: 'transition',
  to,
  effects,
});
const reject = (code: ErrorCode): Decision => ({ type: 'reject', code });
const ignore: Decision = { type: 'ignore' };

/** Opens the session: on time (`enable-chat`) or by hand (`start`). */
const OPEN: Effect[] = [
  { type: 'post-message', message: 'opening' },
  { type: 'conversation', state: 'open' },
  { type: 'signal', status: 'chat_enabled' },
  { type: 'notify', recipients: 'psychologist', kind: 'session_opened' },
];
/** Ending a session, however it ends. */
const CLOSE: Effect[] = [
  { type: 'conversation', state: 'closed' },
  { type: 'settle-steps', steps: 'all' },
  { type: 'release-time' },
];
const CANCEL: Effect[] = [
  ...CLOSE,
  { type: 'signal', status: 'cancelled' },
  { type: 'notify', recipients: 'others', kind: 'session_cancelled' },
];

/** It was never opened, which is our fault: no message is posted, and no participant is absent (C-43). */
const MISS: Effect[] = [
  ...CLOSE,
  { type: 'cancel-counseling' },
  { type: 'signal', status: 'cancelled' },
  { type: 'notify', recipients: 'others', kind: 'session_missed' },
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
  extend: reject('session-ended'),
};

export const SESSION_TABLE: Record<SessionStatus, Record<SessionEvent, Decision>> = {
  pending: {
    'initial-message': transition('pending', { type: 'post-message', message: 'initial' }),
    'enable-chat': transition('active', ...OPEN),
    'end-button': reject('chat-not-enabled'),
    'auto-end': transition('cancelled', ...MISS),
    start: transition('active', ...OPEN, { type: 'settle-steps', steps: 'opening' }),
    end: reject('chat-not-enabled'),
    cancel: transition('cancelled', ...CANCEL),
    'cancel-by-team': transition('cancelled', ...CANCEL),
    reschedule: transition(
      'pending',
      { type: 'signal', status: 'rescheduled' },
      { type: 'notify', recipients: 'others', kind: 'session_rescheduled' },
    ),
    extend: reject('chat-not-enabled'),
  },
  active: {
    'initial-message': ignore,
    'enable-chat': ignore,
    // Posts the end warning: a signal without a message (C-17).
    'end-button': transition('active', { type: 'signal', status: 'ending_soon' }),
    'auto-end': transition('completed', { type: 'post-message', message: 'closing' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    start: reject('session-already-active'),
    end: transition('completed', { type: 'post-message', message: 'manual-end' }, ...CLOSE, {
      type: 'signal',
      status: 'completed',
    }),
    cancel: reject('counseling-started'),
    'cancel-by-team': transition('cancelled', ...CANCEL),
    reschedule: reject('counseling-started'),
    // The caller has moved the end and its steps.
    extend: transition('active'),
  },
  completed: AFTER_END,
  cancelled: AFTER_END,
};

/** Decides one event at `now` (ms); a manual start is rejected after the planned end. */
export function decide(
  session: { status: SessionStatus; endsAt: Date },
  event: SessionEvent,
  now: number,
): Decision {
  const decision = SESSION_TABLE[session.status][event];
  if (event === 'start' && decision.type === 'transition' && now >= session.endsAt.getTime()) {
    return reject('session-over');
  }
  return decision;
}
