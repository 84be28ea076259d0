import type { Message, MessageChange } from '../../api/api-types';

/*
 * The loaded part of a conversation. Messages have a consecutive `seq` and arrive in any order: as events,
 * from history, as the response to a send. `messages` is one contiguous range that grows only at its
 * ends, so that nothing on the screen moves or appears twice. Messages beyond a gap wait in `ahead` until
 * the gap is fetched. `low` and `high` bound the fetched interval, not the rows: a seq that the server left
 * out of a response is not a gap.
 */

export interface MessageLog {
  readonly isLoaded: boolean;
  readonly messages: readonly Message[];
  readonly low: number;
  readonly high: number;
  readonly ahead: ReadonlyMap<number, Message>;
  /** The newest change of each message, by id: a page may contain an older version. */
  readonly changed: ReadonlyMap<string, MessageChange>;
  /** The highest seq that an event or a page announced. */
  readonly highestKnown: number;
}

/** A fetched interval of history: every message from `from` to `to`, both included. */
export interface SeqInterval {
  from: number;
  to: number;
  messages: readonly Message[];
}

/** A replacement takes longer. */
const SAME_MESSAGE_MS = 1_000;

export const emptyLog: MessageLog = {
  isLoaded: false,
  messages: [],
  low: 1,
  high: 0,
  ahead: new Map(),
  changed: new Map(),
  highestKnown: 0,
};

/** Idempotent. */
export function addMessage(log: MessageLog, message: Message): MessageLog {
  const { seq } = message;
  if (log.isLoaded && seq <= log.high) return log;
  if (log.ahead.has(seq)) return log;
  const ahead = new Map(log.ahead).set(seq, latestVersion(log, message));
  return mergeAhead({ ...log, ahead, highestKnown: Math.max(log.highestKnown, seq) });
}

/** Whether another message has this one's `seq`: the database was replaced by an older copy. */
export function isContradicted({ messages }: MessageLog, message: Message): boolean {
  const known = messages.find(({ seq }) => seq === message.seq);
  if (!known) return false;
  // The database gives out ids again as well.
  const apart = Math.abs(Date.parse(known.createdAt) - Date.parse(message.createdAt));
  return known.id !== message.id || apart > SAME_MESSAGE_MS;
}

/** An interval beyond a gap waits in `ahead`; one before a gap is dropped. */
export function addInterval(log: MessageLog, interval: SeqInterval): MessageLog {
  const { from, to } = interval;
  const messages = interval.messages.map((message) => latestVersion(log, message));
  const highestKnown = Math.max(log.highestKnown, to);
  if (!log.isLoaded) {
    return mergeAhead({
      ...log,
      isLoaded: true,
      messages,
      low: from,
      high: to,
      highestKnown,
    });
  }
  if (to < log.low - 1) return log;
  if (from > log.high + 1) return messages.reduce(addMessage, { ...log, highestKnown });
  const older = messages.filter(({ seq }) => seq < log.low);
  const newer = messages.filter(({ seq }) => seq > log.high);
  if (from >= log.low && to <= log.high) return log;
  return mergeAhead({
    ...log,
    messages: [...older, ...log.messages, ...newer],
    low: Math.min(log.low, from),
    high: Math.max(log.high, to),
    highestKnown,
  });
}

/** Changes older than the applied one are ignored. */
export function changeMessage(log: MessageLog, change: MessageChange): MessageLog {
  const { message, revision } = change;
  if ((log.changed.get(message.id)?.revision ?? 0) >= revision) return log;
  const replace = (other: Message): Message => (other.id === message.id ? message : other);
  const isInLog = log.messages.some(({ id }) => id === message.id);
  return {
    ...log,
    changed: new Map(log.changed).set(message.id, change),
    messages: isInLog ? log.messages.map(replace) : log.messages,
    ahead: log.ahead.has(message.seq) ? new Map(log.ahead).set(message.seq, message) : log.ahead,
  };
}

function latestVersion({ changed }: MessageLog, message: Message): Message {
  return changed.get(message.id)?.message ?? message;
}

/** The seq after which announced messages are missing; undefined without a gap. */
export function missingAfter(log: MessageLog): number | undefined {
  return log.isLoaded && log.highestKnown > log.high ? log.high : undefined;
}

export function hasOlder(log: MessageLog): boolean {
  return log.isLoaded && log.low > 1;
}

/** Moves messages from `ahead` that now follow the run; drops those that it already covers. */
function mergeAhead(log: MessageLog): MessageLog {
  if (!log.isLoaded || log.ahead.size === 0) return log;
  const ahead = new Map([...log.ahead].filter(([seq]) => seq > log.high));
  const next: Message[] = [];
  let high = log.high;
  for (let message = ahead.get(high + 1); message; message = ahead.get(high + 1)) {
    next.push(message);
    high += 1;
    ahead.delete(high);
  }
  return { ...log, ahead, high, messages: next.length ? [...log.messages, ...next] : log.messages };
}
