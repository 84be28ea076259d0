import type { Message, MessageChange } from '../../api/api-types';

/*
 * What of a conversation is known here. Messages carry a seq without gaps, and arrive by three
 * ways in any order: live, from history, as the reply to one's own send. `messages` is always one
 * unbroken run of seqs: it grows at its two ends and never in between, so that nothing a person
 * reads can move, double or change places. What is heard beyond a gap waits in `ahead` until the
 * gap has been asked for. `low` and `high` say what was covered by an answer, which is more than
 * the rows themselves: a seq that the server left out of an answered stretch is no gap.
 */

export interface MessageLog {
  readonly isLoaded: boolean;
  readonly messages: readonly Message[];
  readonly low: number;
  readonly high: number;
  readonly ahead: ReadonlyMap<number, Message>;
  /** By id, what was told of messages that changed: whatever comes by another way may be older. */
  readonly changed: ReadonlyMap<string, MessageChange>;
  /** The highest seq anybody has told of. */
  readonly highestKnown: number;
}

/** An answered stretch of history: all there is from `from` to `to`. */
export interface SeqInterval {
  from: number;
  to: number;
  messages: readonly Message[];
}

export const emptyLog: MessageLog = {
  isLoaded: false,
  messages: [],
  low: 1,
  high: 0,
  ahead: new Map(),
  changed: new Map(),
  highestKnown: 0,
};

/** Takes in one message, however it came; a repeat changes nothing. */
export function addMessage(log: MessageLog, message: Message): MessageLog {
  const { seq } = message;
  if (log.isLoaded && seq <= log.high) return log;
  if (log.ahead.has(seq)) return log;
  const ahead = new Map(log.ahead).set(seq, latestVersion(log, message));
  return mergeAhead({ ...log, ahead, highestKnown: Math.max(log.highestKnown, seq) });
}

/** Takes in a stretch of history; one that touches nothing known waits, or is dropped when older. */
export function addInterval(log: MessageLog, { from, to, ...stretch }: SeqInterval): MessageLog {
  const messages = stretch.messages.map((message) => latestVersion(log, message));
  const lastKnown = Math.max(log.highestKnown, to);
  if (!log.isLoaded) {
    return mergeAhead({
      ...log,
      isLoaded: true,
      messages,
      low: from,
      high: to,
      highestKnown: lastKnown,
    });
  }
  if (to < log.low - 1) return log;
  if (from > log.high + 1) return messages.reduce(addMessage, { ...log, highestKnown: lastKnown });
  const older = messages.filter(({ seq }) => seq < log.low);
  const newer = messages.filter(({ seq }) => seq > log.high);
  if (from >= log.low && to <= log.high) return log;
  return mergeAhead({
    ...log,
    messages: [...older, ...log.messages, ...newer],
    low: Math.min(log.low, from),
    high: Math.max(log.high, to),
    highestKnown: lastKnown,
  });
}

/** Takes in that a message changed; what is older than what is known changes nothing. */
export function changeMessage(log: MessageLog, news: MessageChange): MessageLog {
  const { message, revision } = news;
  if ((log.changed.get(message.id)?.revision ?? 0) >= revision) return log;
  const renew = (one: Message): Message => (one.id === message.id ? message : one);
  const isShown = log.messages.some(({ id }) => id === message.id);
  return {
    ...log,
    changed: new Map(log.changed).set(message.id, news),
    messages: isShown ? log.messages.map(renew) : log.messages,
    ahead: log.ahead.has(message.seq) ? new Map(log.ahead).set(message.seq, message) : log.ahead,
  };
}

function latestVersion({ changed }: MessageLog, message: Message): Message {
  return changed.get(message.id)?.message ?? message;
}

/** The seq after which something is missing; undefined when nothing is, as far as anybody knows. */
export function missingAfter(log: MessageLog): number | undefined {
  return log.isLoaded && log.highestKnown > log.high ? log.high : undefined;
}

export function hasOlder(log: MessageLog): boolean {
  return log.isLoaded && log.low > 1;
}

/** Moves what waited and now follows the run into it; forgets what the run already covers. */
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
