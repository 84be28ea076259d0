import type { SessionStatus, Step, StepOutcome } from '../../../src/enums';
import type { ReceivedMessage, Transport } from '../clients/subscriber';
import type { PastFault } from '../faults/run-faults';
import type { SentMessage } from '../load/sender';

/** What a run left behind: what clients saw, and what the database has. Times are milliseconds. */
export interface Evidence {
  sent: SentMessage[];
  stored: StoredMessage[];
  subscribers: SubscriberEvidence[];
  sessions: SessionEvidence[];
  steps: StepEvidence[];
  bookings: BookingEvidence[];
  counters: CounterEvidence[];
  /** Events that were not delivered, and why. */
  undelivered: string[];
  faults: PastFault[];
  /** Since when lateness counts. */
  measuredFrom: number;
  /** Processes that exited without a fault. */
  ownExits: string[];
}

export interface StoredMessage {
  id: string;
  conversationId: string;
  seq: number;
  text: string;
}

export interface SubscriberEvidence {
  transport: Transport;
  conversation: string;
  conversationId: string;
  received: ReceivedMessage[];
  signals: { status: string; at: number }[];
  liveSince: number | undefined;
  leftAt: number | undefined;
}

export interface SessionEvidence {
  name: string;
  status: SessionStatus;
  /** By `session-invariants.ts`. */
  violations: string[];
}

export interface StepEvidence {
  session: string;
  step: Step;
  dueAt: number;
  doneAt: number | undefined;
  outcome: StepOutcome | undefined;
}

/** The bookings that a client asked for once. */
export interface BookingEvidence {
  name: string;
  /** When it was answered with 201; undefined: never. */
  bookedAt: number | undefined;
  /** Counselings of this client in the database. */
  stored: number;
}

export interface CounterEvidence {
  counter: string;
  conversationId: string;
  stored: number;
  recounted: number;
}

/** Answers may arrive a moment after the failover. */
const ANSWER_MS = 500;

/** Whether a failover may have undone what was acknowledged then. */
export function mayBeUndone(faults: readonly PastFault[], time: number): boolean {
  return faults
    .filter(({ kind }) => kind === 'failover')
    .some(({ from, to }) => time >= from && time <= to + ANSWER_MS);
}

export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
