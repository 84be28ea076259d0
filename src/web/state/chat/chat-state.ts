import type { MessageChanges, Message, MessageChange, MessagePage } from '../../api/api-types';
import { changeMessage, addInterval, emptyLog, addMessage } from './message-log';
import type { MessageLog } from './message-log';
import { unknownClock } from './clock-estimate';
import type { ClockEstimate } from './clock-estimate';

/*
 * What is known of any conversation, whatever it is about: its messages, who has read how far, and
 * what the server's clock says. What the conversation is about is added to it (`session-feed.ts`,
 * `conversation-feed.ts`).
 */

export interface ChatState {
  readonly log: MessageLog;
  /** How far each person has read, by person. */
  readonly readMarks: Readonly<Record<string, number>>;
  readonly clock: ClockEstimate;
  readonly eventCount: number;
  /** Up to here all changes of messages are known, and up to there some are told of. */
  readonly revision: number;
  readonly latestRevision: number;
  /** Messages that others answer and that lie further up than what is loaded; by id. */
  readonly quoted: ReadonlyMap<string, Message>;
}

export const emptyChat: ChatState = {
  log: emptyLog,
  readMarks: {},
  clock: unknownClock,
  eventCount: 0,
  revision: 0,
  latestRevision: 0,
  quoted: new Map(),
};

export function applyMessage<Feed extends ChatState>(feed: Feed, message: Message): Feed {
  const log = addMessage(feed.log, message);
  return log === feed.log ? feed : { ...feed, log };
}

/** The newest page, which begins the log; asked for with `page=1`. */
export function applyLatestPage<Feed extends ChatState>(feed: Feed, page: MessagePage): Feed {
  const { total, hasNextPage } = page.metadata;
  const first = page.data[0]?.seq ?? total + 1;
  const to = Math.max(total, page.data.at(-1)?.seq ?? 0);
  const from = hasNextPage ? first : 1;
  const begun = applyPage(feed, { from, to, messages: page.data }, page);
  return { ...begun, revision: begun.latestRevision };
}

/** What came after `afterSeq`, oldest first. */
export function applyPageAfter<Feed extends ChatState>(
  feed: Feed,
  afterSeq: number,
  page: MessagePage,
): Feed {
  const { total, hasNextPage } = page.metadata;
  const last = page.data.at(-1)?.seq ?? afterSeq;
  const to = hasNextPage ? last : Math.max(total, last);
  return applyPage(feed, { from: afterSeq + 1, to, messages: page.data }, page);
}

/** What came before the message numbered `beforeSeq`. */
export function applyPageBefore<Feed extends ChatState>(
  feed: Feed,
  beforeSeq: number,
  page: MessagePage,
): Feed {
  const from = page.metadata.hasNextPage ? (page.data[0]?.seq ?? 1) : 1;
  return applyPage(feed, { from, to: beforeSeq - 1, messages: page.data }, page);
}

/** A message was edited, deleted or reacted to. */
export function applyMessageChange<Feed extends ChatState>(feed: Feed, news: MessageChange): Feed {
  const log = changeMessage(feed.log, news);
  if (log === feed.log) return feed;
  return feed.quoted.has(news.message.id)
    ? applyQuoted({ ...feed, log }, news.message)
    : { ...feed, log };
}

/** What changed since the last time this was asked. */
export function applyChanges<Feed extends ChatState>(feed: Feed, told: MessageChanges): Feed {
  const taken = told.changes.reduce((before, news) => applyMessageChange(before, news), feed);
  const lastRevision = Math.max(taken.latestRevision, told.revision);
  return {
    ...taken,
    revision: Math.max(taken.revision, told.revision),
    latestRevision: lastRevision,
  };
}

/** Everything between a message further up and what is loaded. */
export function applyInterval<Feed extends ChatState>(
  feed: Feed,
  stretch: { from: number; to: number; messages: readonly Message[] },
): Feed {
  return { ...feed, log: addInterval(feed.log, stretch) };
}

export function applyQuoted<Feed extends ChatState>(feed: Feed, message: Message): Feed {
  return { ...feed, quoted: new Map(feed.quoted).set(message.id, message) };
}

/** A read mark only moves forward. */
export function applyReadMark<Feed extends ChatState>(
  feed: Feed,
  userId: string,
  lastReadSeq: number,
): Feed {
  if (lastReadSeq <= (feed.readMarks[userId] ?? 0)) return feed;
  return { ...feed, readMarks: { ...feed.readMarks, [userId]: lastReadSeq } };
}

function applyPage<Feed extends ChatState>(
  feed: Feed,
  stretch: { from: number; to: number; messages: readonly Message[] },
  page: MessagePage,
): Feed {
  const marked = page.readMarks.reduce(
    (marks, { userId, lastReadSeq }) => applyReadMark(marks, userId, lastReadSeq),
    feed,
  );
  const log = addInterval(feed.log, stretch);
  return {
    ...marked,
    log: { ...log, highestKnown: Math.max(log.highestKnown, page.metadata.total) },
    latestRevision: Math.max(feed.latestRevision, page.revision ?? 0),
  };
}
