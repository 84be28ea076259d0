import type { Message, MessageChange, MessageChanges, MessagePage } from '../../api/api-types';
import { unknownClock } from './clock-estimate';
import type { ClockEstimate } from './clock-estimate';
import { addInterval, addMessage, changeMessage, emptyLog } from './message-log';
import type { MessageLog, SeqInterval } from './message-log';

/** Everything known of one conversation; `details` differ by kind (session, direct, support). */
export interface ChatState<Details> {
  readonly details: Details | undefined;
  readonly log: MessageLog;
  /** The highest read seq by user id. */
  readonly readMarks: Readonly<Record<string, number>>;
  readonly clock: ClockEstimate;
  /** Events applied to `details`; a response requested before the latest event may be older than it. */
  readonly eventCount: number;
  /** Message changes are applied up to `revision`; the server has them up to `latestRevision`. */
  readonly revision: number;
  readonly latestRevision: number;
  /** Quoted messages above the loaded ones, by id. */
  readonly quoted: ReadonlyMap<string, Message>;
}

/** A change of messages or read marks; independent of the kind of conversation. */
export type MessageUpdate = <Details>(state: ChatState<Details>) => ChatState<Details>;

export const emptyChat: ChatState<never> = {
  details: undefined,
  log: emptyLog,
  readMarks: {},
  clock: unknownClock,
  eventCount: 0,
  revision: 0,
  latestRevision: 0,
  quoted: new Map(),
};

/** When a request was sent and answered, and the event count before it. */
export interface RequestContext {
  eventCount: number;
  sentAt: number;
  receivedAt: number;
}

/** Stores a response, unless an event may be newer. */
export function applyDetails<Details>(
  state: ChatState<Details>,
  details: Details,
  { eventCount }: Pick<RequestContext, 'eventCount'>,
): ChatState<Details> {
  return state.details && eventCount < state.eventCount ? state : { ...state, details };
}

/** Applies an event. */
export function changeDetails<Details extends object>(
  state: ChatState<Details>,
  change: Partial<Details>,
): ChatState<Details> {
  const { details } = state;
  return {
    ...state,
    eventCount: state.eventCount + 1,
    details: details && { ...details, ...change },
  };
}

export function applyMessage<Details>(
  state: ChatState<Details>,
  message: Message,
): ChatState<Details> {
  const log = addMessage(state.log, message);
  return log === state.log ? state : { ...state, log };
}

/** Without messages and what belongs to them: those of a database that was replaced by an older copy. */
function withoutMessages<Details>(state: ChatState<Details>): ChatState<Details> {
  const { log, readMarks, revision, latestRevision, quoted } = emptyChat;
  return { ...state, log, readMarks, revision, latestRevision, quoted };
}

/** The newest page, in place of all messages. */
export function replaceMessages<Details>(
  state: ChatState<Details>,
  page: MessagePage,
): ChatState<Details> {
  return applyLatestPage(withoutMessages(state), page);
}

/** The newest page, which starts the log. */
export function applyLatestPage<Details>(
  state: ChatState<Details>,
  page: MessagePage,
): ChatState<Details> {
  const { total, hasNextPage } = page.metadata;
  const first = page.data[0]?.seq ?? total + 1;
  const to = Math.max(total, page.data.at(-1)?.seq ?? 0);
  const from = hasNextPage ? first : 1;
  const loaded = applyPage(state, { from, to, messages: page.data }, page);
  return { ...loaded, revision: loaded.latestRevision };
}

/** The page after `afterSeq`, oldest first. */
export function applyPageAfter<Details>(
  state: ChatState<Details>,
  afterSeq: number,
  page: MessagePage,
): ChatState<Details> {
  const { total, hasNextPage } = page.metadata;
  const last = page.data.at(-1)?.seq ?? afterSeq;
  const to = hasNextPage ? last : Math.max(total, last);
  return applyPage(state, { from: afterSeq + 1, to, messages: page.data }, page);
}

/** The page before `beforeSeq`. */
export function applyPageBefore<Details>(
  state: ChatState<Details>,
  beforeSeq: number,
  page: MessagePage,
): ChatState<Details> {
  const from = page.metadata.hasNextPage ? (page.data[0]?.seq ?? 1) : 1;
  return applyPage(state, { from, to: beforeSeq - 1, messages: page.data }, page);
}

/** A message was edited, deleted or reacted to. */
export function applyMessageChange<Details>(
  state: ChatState<Details>,
  change: MessageChange,
): ChatState<Details> {
  const log = changeMessage(state.log, change);
  if (log === state.log) return state;
  const changed = { ...state, log };
  return state.quoted.has(change.message.id) ? applyQuoted(changed, change.message) : changed;
}

/** The changes after `revision`. */
export function applyChanges<Details>(
  state: ChatState<Details>,
  { changes, revision }: MessageChanges,
): ChatState<Details> {
  const changed = changes.reduce((before, change) => applyMessageChange(before, change), state);
  return {
    ...changed,
    revision: Math.max(changed.revision, revision),
    latestRevision: Math.max(changed.latestRevision, revision),
  };
}

export function applyInterval<Details>(
  state: ChatState<Details>,
  interval: SeqInterval,
): ChatState<Details> {
  return { ...state, log: addInterval(state.log, interval) };
}

export function applyQuoted<Details>(
  state: ChatState<Details>,
  message: Message,
): ChatState<Details> {
  return { ...state, quoted: new Map(state.quoted).set(message.id, message) };
}

/** Read marks only move forward. */
export function applyReadMark<Details>(
  state: ChatState<Details>,
  userId: string,
  lastReadSeq: number,
): ChatState<Details> {
  if (lastReadSeq <= (state.readMarks[userId] ?? 0)) return state;
  return { ...state, readMarks: { ...state.readMarks, [userId]: lastReadSeq } };
}

function applyPage<Details>(
  state: ChatState<Details>,
  interval: SeqInterval,
  { readMarks, metadata, revision = 0 }: MessagePage,
): ChatState<Details> {
  const marked = readMarks.reduce(
    (before, { userId, lastReadSeq }) => applyReadMark(before, userId, lastReadSeq),
    state,
  );
  const log = addInterval(state.log, interval);
  return {
    ...marked,
    log: { ...log, highestKnown: Math.max(log.highestKnown, metadata.total) },
    latestRevision: Math.max(state.latestRevision, revision),
  };
}
