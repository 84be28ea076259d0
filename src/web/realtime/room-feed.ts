import type { Changes, Message, MessageChange, MessagePage } from '../api/api-types';
import { change, cover, emptyLog, hear } from './message-log';
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
  /** Up to here all changes of messages are known, and up to there some are told of. */
  readonly revision: number;
  readonly lastRevision: number;
  /** Messages that others answer and that lie further up than what is loaded; by id. */
  readonly quoted: ReadonlyMap<string, Message>;
}

export const emptyRoom: RoomFeed = {
  log: emptyLog,
  readMarks: {},
  clock: unknownClock,
  heardEvents: 0,
  revision: 0,
  lastRevision: 0,
  quoted: new Map(),
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
  const begun = takeStretch(feed, { from, to, messages: page.data }, page);
  return { ...begun, revision: begun.lastRevision };
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

/** A message was edited, deleted or reacted to. */
export function takeChange<Feed extends RoomFeed>(feed: Feed, news: MessageChange): Feed {
  const log = change(feed.log, news);
  if (log === feed.log) return feed;
  return feed.quoted.has(news.message.id)
    ? takeQuoted({ ...feed, log }, news.message)
    : { ...feed, log };
}

/** What changed since the last time this was asked. */
export function takeChanges<Feed extends RoomFeed>(feed: Feed, told: Changes): Feed {
  const taken = told.changes.reduce((before, news) => takeChange(before, news), feed);
  const lastRevision = Math.max(taken.lastRevision, told.revision);
  return { ...taken, revision: Math.max(taken.revision, told.revision), lastRevision };
}

/** Everything between a message further up and what is loaded. */
export function takeBack<Feed extends RoomFeed>(
  feed: Feed,
  stretch: { from: number; to: number; messages: readonly Message[] },
): Feed {
  return { ...feed, log: cover(feed.log, stretch) };
}

export function takeQuoted<Feed extends RoomFeed>(feed: Feed, message: Message): Feed {
  return { ...feed, quoted: new Map(feed.quoted).set(message.id, message) };
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
  return {
    ...marked,
    log: { ...log, lastKnown: Math.max(log.lastKnown, page.metadata.total) },
    lastRevision: Math.max(feed.lastRevision, page.revision ?? 0),
  };
}
