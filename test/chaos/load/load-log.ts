import type { Subscriber } from '../clients/subscriber';
import type { SentMessage } from './sender';

export interface LoggedSession {
  name: string;
  sessionId: string;
  /** When its booking was answered. */
  bookedAt: number;
}

/** A booking that a client asked for, under one idempotency key. */
export interface LoggedBooking {
  name: string;
  clientId: string;
  /** Undefined: never answered with 201. */
  bookedAt?: number;
}

/** What clients did and received during a run. */
export interface LoadLog {
  sent: SentMessage[];
  subscribers: Subscriber[];
  bookings: LoggedBooking[];
  sessions: LoggedSession[];
  /** Sessions that could not be booked in time, and why. */
  unbooked: string[];
}
