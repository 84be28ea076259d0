import type { Message, MessagePage, Session } from '../api/api-types';
import type { StatusEvent } from './channel-events';
import { cover, emptyLog, hear } from './message-log';
import type { MessageLog } from './message-log';
import { sampleEvent, sampleReply, unknownClock } from './session-clock';
import type { SessionClock } from './session-clock';

/*
 * All that is known of one session, merged from answers and events that come in any order. A
 * session only ever goes forward: pending, active, over. An answer that was asked for before the
 * latest event may be older than the event, so it moves nothing backward: whoever asked has to ask
 * again (`heardEvents` tells).
 */

export interface SessionFeed {
  readonly session: SessionFacts | undefined;
  readonly log: MessageLog;
  /** How far each person has read, by person. */
  readonly readMarks: Readonly<Record<string, number>>;
  readonly clock: SessionClock;
  readonly heardEvents: number;
}

export interface SessionFacts extends Omit<Session, 'remainingSeconds' | 'serverTime'> {
  /** The end was announced: both may end the session from now on. */
  readonly isEndingSoon: boolean;
  /** It was moved while this room was open. */
  readonly wasMoved: boolean;
}

export const emptyFeed: SessionFeed = {
  session: undefined,
  log: emptyLog,
  readMarks: {},
  clock: unknownClock,
  heardEvents: 0,
};

const RANK: Record<Session['status'], number> = {
  pending: 0,
  active: 1,
  completed: 2,
  cancelled: 2,
};

/** An answer to "how does the session stand", asked when `heardEvents` events had been heard. */
export function takeSession(
  feed: SessionFeed,
  answer: { session: Session; heardEvents: number; sentAt: number; receivedAt: number },
): SessionFeed {
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

export function takeMessage(feed: SessionFeed, message: Message): SessionFeed {
  const log = hear(feed.log, message);
  return log === feed.log ? feed : { ...feed, log };
}

/** The newest page, which begins the log; asked for with `page=1`. */
export function takeNewest(feed: SessionFeed, page: MessagePage): SessionFeed {
  const { total, hasNextPage } = page.metadata;
  const first = page.data[0]?.seq ?? total + 1;
  const to = Math.max(total, page.data.at(-1)?.seq ?? 0);
  const from = hasNextPage ? first : 1;
  return takeStretch(feed, { from, to, messages: page.data }, page);
}

/** What came after `afterSeq`, oldest first. */
export function takeMissed(feed: SessionFeed, afterSeq: number, page: MessagePage): SessionFeed {
  const { total, hasNextPage } = page.metadata;
  const last = page.data.at(-1)?.seq ?? afterSeq;
  const to = hasNextPage ? last : Math.max(total, last);
  return takeStretch(feed, { from: afterSeq + 1, to, messages: page.data }, page);
}

/** What came before the message numbered `beforeSeq`. */
export function takeOlder(feed: SessionFeed, beforeSeq: number, page: MessagePage): SessionFeed {
  const from = page.metadata.hasNextPage ? (page.data[0]?.seq ?? 1) : 1;
  return takeStretch(feed, { from, to: beforeSeq - 1, messages: page.data }, page);
}

/** A read mark only moves forward. */
export function takeReadMark(feed: SessionFeed, userId: string, lastReadSeq: number): SessionFeed {
  if (lastReadSeq <= (feed.readMarks[userId] ?? 0)) return feed;
  return { ...feed, readMarks: { ...feed.readMarks, [userId]: lastReadSeq } };
}

function takeStretch(
  feed: SessionFeed,
  stretch: { from: number; to: number; messages: readonly Message[] },
  page: MessagePage,
): SessionFeed {
  const marked = page.readMarks.reduce(
    (marks, { userId, lastReadSeq }) => takeReadMark(marks, userId, lastReadSeq),
    feed,
  );
  const log = cover(feed.log, stretch);
  return { ...marked, log: { ...log, lastKnown: Math.max(log.lastKnown, page.metadata.total) } };
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
