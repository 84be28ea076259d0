import type { Semaphore } from 'async-mutex';
import type { Clock } from '../clock';
import type { SessionRules } from '../config/config';
import type { ContentCipher } from '../content-cipher';
import type { Db } from '../database/db';
import type { ConversationPort } from './conversation-port';

/** Dependencies of the session use cases; each use case picks what it uses. */
export interface SessionServices {
  db: Db;
  clock: Clock;
  rules: SessionRules;
  /** Accepts bookings with `pace: 'demo'`. */
  demoPace: boolean;
  cipher: ContentCipher;
  conversations: ConversationPort;
  /** Bounds concurrent bookings; the others wait without a database connection. */
  bookingSlots: Semaphore;
}
