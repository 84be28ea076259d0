import { groupBy, mayBeUndone } from './evidence';
import type { Evidence, StoredMessage, SubscriberEvidence } from './evidence';

/** The list of every subscriber equals the database's. */
export function subscribersHaveEveryMessage(evidence: Evidence): string[] {
  const { stored, subscribers, faults } = evidence;
  const byConversation = groupBy(stored, ({ conversationId }) => conversationId);
  return subscribers.flatMap((subscriber) => {
    const name = nameOf(subscriber);
    const expected = new Map(
      (byConversation.get(subscriber.conversationId) ?? []).map((one) => [keyOf(one), one]),
    );
    const received = new Set(subscriber.received.map(keyOf));
    const missing = leftTooEarly(faults, subscriber)
      ? []
      : [...expected].filter(([key]) => !received.has(key));
    const unknown = subscriber.received.filter(
      (one) => !expected.has(keyOf(one)) && !mayBeUndone(faults, one.at),
    );
    return [
      ...missing.map(([, { seq, text }]) => `${name} misses ${seq}: ${shortened(text)}`),
      ...unknown.map(({ text }) => `${name} has what the database has not: ${shortened(text)}`),
    ];
  });
}

/**
 * No subscriber receives a message twice by its connection. Ably knows a repeat by its id, unless it
 * lost its state. What a failover undid may be done again: a session opens, and says so, once more.
 */
export function nothingIsReceivedTwice({ subscribers, faults }: Evidence): string[] {
  const lossesOfAbly = faults.filter(({ kind }) => kind === 'kill-ably');
  return subscribers.flatMap((subscriber) => {
    const live = subscriber.received.filter(({ isLive }) => isLive);
    return [...groupBy(live, keyOf).values()].flatMap(([first, second]) => {
      if (!first || !second || mayBeUndone(faults, first.at)) return [];
      const lostState = lossesOfAbly.some(({ from }) => first.at < from && from < second.at);
      if (subscriber.transport === 'ably' && lostState) return [];
      return [`${nameOf(subscriber)} received twice: ${shortened(first.text)}`];
    });
  });
}

/** Connections deliver in the order of `seq`. */
export function messagesArriveInOrder({ stored, subscribers, faults }: Evidence): string[] {
  const known = new Map(stored.map((one) => [`${one.conversationId} ${keyOf(one)}`, one]));
  return subscribers.flatMap((subscriber) => {
    const live = subscriber.received
      .filter(({ isLive, at }) => isLive && !mayBeUndone(faults, at))
      .flatMap((one) => known.get(`${subscriber.conversationId} ${keyOf(one)}`) ?? []);
    const firsts = [...new Set(live)];
    const late = firsts.find((one, index) => one.seq < (firsts[index - 1]?.seq ?? 0));
    return late ? [`${nameOf(subscriber)} received ${late.seq} after a later message`] : [];
  });
}

const RANKS: Record<string, number> = {
  chat_enabled: 1,
  ending_soon: 2,
  completed: 3,
  cancelled: 3,
};

/** The signals of a session only move forward. */
export function statesOnlyMoveForward({ subscribers, faults }: Evidence): string[] {
  return subscribers.flatMap((subscriber) => {
    const { signals } = subscriber;
    const back = signals.find(({ status, at }, index) => {
      const before = signals[index - 1];
      const isBack = (RANKS[status] ?? 0) < (RANKS[before?.status ?? ''] ?? 0);
      return isBack && !wasRestored(faults, before?.at ?? 0, at);
    });
    return back ? [`${nameOf(subscriber)} received ${back.status} after a later state`] : [];
  });
}

/** A session may end again after a failover undid the end after which a subscriber left. */
function leftTooEarly(
  faults: Evidence['faults'],
  { leftAt, signals }: SubscriberEvidence,
): boolean {
  return leftAt !== undefined && signals.some(({ at }) => mayBeUndone(faults, at));
}

/** A failover puts sessions back to an older state. */
function wasRestored(faults: Evidence['faults'], from: number, to: number): boolean {
  return faults.some((fault) => fault.kind === 'failover' && from < fault.to && fault.from < to);
}

const keyOf = ({ id, text }: Pick<StoredMessage, 'id' | 'text'>): string => `${id} ${text}`;

const nameOf = ({ conversation, transport }: SubscriberEvidence): string =>
  `a subscriber of ${conversation} (${transport})`;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
