import type { Session } from '../api/api-types';
import type { StatusEvent } from './channel-events';
import { emptyRoom } from './room-feed';
import type { RoomFeed } from './room-feed';
import type { Asked } from './room-subject';
import { sampleEvent, sampleReply } from './session-clock';

/*
 * All that is known of one session, merged from answers and events that come in any order. A
 * session only ever goes forward: pending, active, over. An answer that was asked for before the
 * latest event may be older than the event, so it moves nothing backward: whoever asked has to ask
 * again (`heardEvents` tells).
 */

export interface SessionFeed extends RoomFeed {
  readonly session: SessionFacts | undefined;
}

export interface SessionFacts extends Omit<Session, 'remainingSeconds' | 'serverTime'> {
  /** The end was announced: both may end the session from now on. */
  readonly isEndingSoon: boolean;
  /** It was moved while this room was open. */
  readonly wasMoved: boolean;
}

export const emptyFeed: SessionFeed = { ...emptyRoom, session: undefined };

const RANK: Record<Session['status'], number> = {
  pending: 0,
  active: 1,
  completed: 2,
  cancelled: 2,
};

/** An answer to "how does the session stand", asked when `heardEvents` events had been heard. */
export function takeSession(feed: SessionFeed, answer: { session: Session } & Asked): SessionFeed {
  const { remainingSeconds: _, serverTime, ...told } = answer.session;
  const clock = sampleReply(feed.clock, { ...answer, serverTime });
  const known = feed.session;
  const isOlder = answer.heardEvents < feed.heardEvents && known !== undefined;
  if (known && (RANK[told.status] < RANK[known.status] || (isOlder && sameRank(told, known)))) {
    return { ...feed, clock };
  }
  const wasMoved =
    known !== undefined &&
    (known.wasMoved || (told.status === 'pending' && movedFrom(told, known)));
  const isEndingSoon = told.status === 'active' && (known?.isEndingSoon ?? false);
  return { ...feed, clock, session: { ...told, wasMoved, isEndingSoon } };
}

/** What was announced on the channel. */
export function takeStatus(feed: SessionFeed, event: StatusEvent, receivedAt: number): SessionFeed {
  const clock = sampleEvent(feed.clock, { serverTime: event.serverTime, receivedAt });
  const heard = { ...feed, clock, heardEvents: feed.heardEvents + 1 };
  const { session } = feed;
  if (!session) return heard;
  const change = changeBy(session, event);
  return change ? { ...heard, session: { ...session, ...change } } : heard;
}

type Change = Partial<SessionFacts>;

function changeBy(session: SessionFacts, event: StatusEvent): Change | undefined {
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
      return { ...opened(session, serverTime), endsAt, isEndingSoon: true };
    case 'completed':
    case 'cancelled':
      return { ...CLOSED, status, endedAt: serverTime, endedBy: endedBy ?? session.endedBy };
    case 'rescheduled':
      if (session.status !== 'pending' || startsAt === undefined) return undefined;
      return { startsAt, endsAt, endButtonAt: null, wasMoved: true };
    default:
      return undefined;
  }
}

const CLOSED = { isActive: false, isChatEnabled: false, isEndingSoon: false } as const;

function opened(session: SessionFacts, at: string): Change {
  return {
    status: 'active',
    isActive: true,
    isChatEnabled: true,
    startedAt: session.startedAt ?? at,
  };
}

/** Completed or cancelled: nothing can be written here any more. */
export function isOver({ status }: Pick<SessionFacts, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}

function sameRank(a: Pick<Session, 'status'>, b: Pick<Session, 'status'>): boolean {
  return RANK[a.status] === RANK[b.status];
}

function movedFrom(a: Pick<Session, 'startsAt'>, b: Pick<Session, 'startsAt'>): boolean {
  return a.startsAt !== b.startsAt;
}
