import type { Session } from '../../../api/api-types';
import type { SessionStatusEvent } from '../../transport/channel-events';
import { emptyChat } from '../chat-state';
import type { ChatState } from '../chat-state';
import type { RequestContext } from '../chat-strategy';
import { addEventSample, addResponseSample } from '../clock-estimate';

/*
 * All that is known of one session, merged from answers and events that come in any order. A
 * session only ever goes forward: pending, active, over. An answer that was asked for before the
 * latest event may be older than the event, so it moves nothing backward: whoever asked has to ask
 * again (`heardEvents` tells).
 */

export interface SessionChatState extends ChatState {
  readonly session: SessionDetails | undefined;
}

export interface SessionDetails extends Omit<Session, 'remainingSeconds' | 'serverTime'> {
  /** The end was announced: both may end the session from now on. */
  readonly isEndingSoon: boolean;
  /** It was moved while this room was open. */
  readonly wasRescheduled: boolean;
}

export const emptySessionChat: SessionChatState = { ...emptyChat, session: undefined };

const RANK: Record<Session['status'], number> = {
  pending: 0,
  active: 1,
  completed: 2,
  cancelled: 2,
};

/** An answer to "how does the session stand", asked when `heardEvents` events had been heard. */
export function applySession(
  feed: SessionChatState,
  answer: { session: Session } & RequestContext,
): SessionChatState {
  const { remainingSeconds: _, serverTime, ...told } = answer.session;
  const clock = addResponseSample(feed.clock, { ...answer, serverTime });
  const known = feed.session;
  const isOlder = answer.eventCount < feed.eventCount && known !== undefined;
  if (known && (RANK[told.status] < RANK[known.status] || (isOlder && sameRank(told, known)))) {
    return { ...feed, clock };
  }
  const wasMoved =
    known !== undefined &&
    (known.wasRescheduled || (told.status === 'pending' && movedFrom(told, known)));
  const isEndingSoon = told.status === 'active' && (known?.isEndingSoon ?? false);
  return { ...feed, clock, session: { ...told, wasRescheduled: wasMoved, isEndingSoon } };
}

/** What was announced on the channel. */
export function applyStatusEvent(
  feed: SessionChatState,
  event: SessionStatusEvent,
  receivedAt: number,
): SessionChatState {
  const clock = addEventSample(feed.clock, { serverTime: event.serverTime, receivedAt });
  const heard = { ...feed, clock, eventCount: feed.eventCount + 1 };
  const { session } = feed;
  if (!session) return heard;
  const change = changeFrom(session, event);
  return change ? { ...heard, session: { ...session, ...change } } : heard;
}

type Change = Partial<SessionDetails>;

function changeFrom(session: SessionDetails, event: SessionStatusEvent): Change | undefined {
  const { status, serverTime, endsAt, startsAt, endedBy } = event;
  if (isOver(session)) return undefined;
  switch (status) {
    case 'chat_enabled':
      if (session.status === 'active') return undefined;
      return {
        status: 'active',
        isActive: true,
        isChatEnabled: true,
        startedAt: serverTime,
        endsAt,
      };
    case 'ending_soon':
      return { ...openedFields(session, serverTime), endsAt, isEndingSoon: true };
    case 'completed':
    case 'cancelled':
      return { ...ENDED_FIELDS, status, endedAt: serverTime, endedBy: endedBy ?? session.endedBy };
    case 'rescheduled':
      if (session.status !== 'pending' || startsAt === undefined) return undefined;
      return { startsAt, endsAt, endButtonAt: null, wasRescheduled: true };
    default:
      return undefined;
  }
}

const ENDED_FIELDS = { isActive: false, isChatEnabled: false, isEndingSoon: false } as const;

function openedFields(session: SessionDetails, at: string): Change {
  return {
    status: 'active',
    isActive: true,
    isChatEnabled: true,
    startedAt: session.startedAt ?? at,
  };
}

/** Completed or cancelled: nothing can be written here any more. */
export function isOver({ status }: Pick<SessionDetails, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}

function sameRank(a: Pick<Session, 'status'>, b: Pick<Session, 'status'>): boolean {
  return RANK[a.status] === RANK[b.status];
}

function movedFrom(a: Pick<Session, 'startsAt'>, b: Pick<Session, 'startsAt'>): boolean {
  return a.startsAt !== b.startsAt;
}
