import type { Session } from '../../../api/api-types';
import type { SessionExtensionEvent, SessionStatusEvent } from '../../transport/channel-events';
import type { ChatState, RequestContext } from '../chat-state';
import { addEventSample, addResponseSample } from '../clock-estimate';

/*
 * A session merged from responses and events that arrive in any order. It only moves forward: pending,
 * active, over. A response requested before the latest event may be older than the event, so it moves
 * nothing back; a changed `eventCount` makes the caller request again.
 */

export interface SessionDetails extends Omit<Session, 'remainingSeconds' | 'serverTime'> {
  /** The end warning was received: both members may end the session now. */
  readonly isEndingSoon: boolean;
  /** It was rescheduled while the page was open. */
  readonly wasRescheduled: boolean;
}

type State = ChatState<SessionDetails>;

const RANK: Record<Session['status'], number> = {
  pending: 0,
  active: 1,
  completed: 2,
  cancelled: 2,
};

/** Applies a response of the session route. */
export function applySession(state: State, response: { session: Session } & RequestContext): State {
  const { remainingSeconds: _, serverTime, ...session } = response.session;
  const clock = addResponseSample(state.clock, { ...response, serverTime });
  const known = state.details;
  if (!known) {
    return { ...state, clock, details: { ...session, wasRescheduled: false, isEndingSoon: false } };
  }
  const rank = RANK[session.status] - RANK[known.status];
  const mayBeOutdated = response.eventCount < state.eventCount;
  if (rank < 0 || (mayBeOutdated && rank === 0)) return { ...state, clock };
  const isMoved = session.status === 'pending' && session.startsAt !== known.startsAt;
  const wasRescheduled = known.wasRescheduled || isMoved;
  // An extended session is not ending any more.
  const isEndingSoon =
    session.status === 'active' && known.isEndingSoon && session.endsAt === known.endsAt;
  return { ...state, clock, details: { ...session, wasRescheduled, isEndingSoon } };
}

/** Applies an event of the session's channel. */
export function applyStatusEvent(
  state: State,
  event: SessionStatusEvent,
  receivedAt: number,
): State {
  const clock = addEventSample(state.clock, { serverTime: event.serverTime, receivedAt });
  const { details } = state;
  const change = details && changeFrom(details, event);
  return {
    ...state,
    clock,
    eventCount: state.eventCount + 1,
    details: change ? { ...details, ...change } : details,
  };
}

function changeFrom(
  session: SessionDetails,
  { status, serverTime, endsAt, startsAt, endedBy }: SessionStatusEvent,
): Partial<SessionDetails> | undefined {
  if (isOver(session)) return undefined;
  switch (status) {
    case 'chat_enabled':
      return session.status === 'active'
        ? undefined
        : { ...ACTIVE_FIELDS, startedAt: serverTime, endsAt };
    case 'ending_soon': {
      const startedAt = session.startedAt ?? serverTime;
      return { ...ACTIVE_FIELDS, startedAt, endsAt, isEndingSoon: true };
    }
    case 'completed':
    case 'cancelled':
      return { ...OVER_FIELDS, status, endedAt: serverTime, endedBy: endedBy ?? session.endedBy };
    case 'rescheduled':
      if (session.status !== 'pending' || startsAt === undefined) return undefined;
      return { startsAt, endsAt, endButtonAt: null, wasRescheduled: true };
    default:
      return undefined;
  }
}

/** Applies an event of an extension; it only concerns a running session. */
export function applyExtensionEvent(
  state: State,
  event: SessionExtensionEvent,
  receivedAt: number,
): State {
  const { serverTime, endsAt, endButtonAt = null } = event;
  const clock = addEventSample(state.clock, { serverTime, receivedAt });
  const { details } = state;
  const next = { ...state, clock, eventCount: state.eventCount + 1 };
  if (details?.status !== 'active') return next;
  const { state: outcome, askedBy, expiresAt } = event;
  const extension =
    outcome === 'asked' && askedBy !== null && expiresAt ? { askedBy, expiresAt } : null;
  const extended = outcome === 'extended' ? { endsAt, endButtonAt, isEndingSoon: false } : {};
  return { ...next, details: { ...details, extension, ...extended } };
}

const ACTIVE_FIELDS = { status: 'active', isActive: true, isChatEnabled: true } as const;
const OVER_FIELDS = {
  isActive: false,
  isChatEnabled: false,
  isEndingSoon: false,
  extension: null,
} as const;

/** Completed or cancelled. */
export function isOver({ status }: Pick<SessionDetails, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}
