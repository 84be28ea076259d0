import type { Message, MessagePage } from '../api/api-types';
import { cover, emptyLog, hear } from './message-log';
import type { MessageLog } from './message-log';
import { unknownClock } from './session-clock';
import type { SessionClock } from './session-clock';

/*
 * What is known of any conversation, whatever it is about: its messages, who has read how far, and
 * what the server's clock says. What the conversation is about is added to it (`session-feed.ts`,
 * `conversation-feed.ts`).
 */

export interface RoomFeed {
  readonly log: MessageLog;
  /** How far each person has read, by person. */
  readonly readMarks: Readonly<Record<string, number>>;
  readonly clock: SessionClock;
  readonly heardEvents: number;
}

export const emptyRoom: RoomFeed = {
  log: emptyLog,
  readMarks: {},
  clock: unknownClock,
  heardEvents: 0,
};

export function takeMessage<Feed extends RoomFeed>(feed: Feed, message: Message): Feed {
  const log = hear(feed.log, message);
  return log === feed.log ? feed : { ...feed, log };
}

/** The newest page, which begins the log; asked for with `page=1`. */
export function takeNewest<Feed extends RoomFeed>(feed: Feed, page: MessagePage): Feed {
  const { total, hasNextPage } = page.metadata;
  const first = page.data[0]?.seq ?? total + 1;
  const to = Math.max(total, page.data.at(-1)?.seq ?? 0);
  const from = hasNextPage ? first : 1;
  return takeStretch(feed, { from, to, messages: page.data }, page);
}

/** What came after `afterSeq`, oldest first. */
export function takeMissed<Feed extends RoomFeed>(
  feed: Feed,
  afterSeq: number,
  page: MessagePage,
): Feed {
  const { total, hasNextPage } = page.metadata;
  const last = page.data.at(-1)?.seq ?? afterSeq;
  const to = hasNextPage ? last : Math.max(total, last);
  return takeStretch(feed, { from: afterSeq + 1, to, messages: page.data }, page);
}

/** What came before the message numbered `beforeSeq`. */
export function takeOlder<Feed extends RoomFeed>(
  feed: Feed,
  beforeSeq: number,
  page: MessagePage,
): Feed {
  const from = page.metadata.hasNextPage ? (page.data[0]?.seq ?? 1) : 1;
  return takeStretch(feed, { from, to: beforeSeq - 1, messages: page.data }, page);
}

/** A read mark only moves forward. */
export function takeReadMark<Feed extends RoomFeed>(
  feed: Feed,
  userId: string,
  lastReadSeq: number,
): Feed {
  if (lastReadSeq <= (feed.readMarks[userId] ?? 0)) return feed;
  return { ...feed, readMarks: { ...feed.readMarks, [userId]: lastReadSeq } };
}

function takeStretch<Feed extends RoomFeed>(
  feed: Feed,
  stretch: { from: number; to: number; messages: readonly Message[] },
  page: MessagePage,
): Feed {
  const marked = page.readMarks.reduce(
    (marks, { userId, lastReadSeq }) => takeReadMark(marks, userId, lastReadSeq),
    feed,
  );
  const log = cover(feed.log, stretch);
  return { ...marked, log: { ...log, lastKnown: Math.max(log.lastKnown, page.metadata.total) } };
}
