import type { Semaphore } from 'async-mutex';
import type { Clock } from '../clock';
import type { SessionRules } from '../config/config';
import type { ContentCipher } from '../content-cipher';
import type { Db } from '../database/db';
import type { ConversationPort } from './conversation-port';

/** Everything the use cases of sessions may need; each names the part it uses. */
export interface SessionServices {
  db: Db;
  clock: Clock;
  rules: SessionRules;
  /** Whether bookings may ask for the pace of a demonstration. */
  demoPace: boolean;
  cipher: ContentCipher;
  conversations: ConversationPort;
  /** So many people take places at once; the others wait here, without a connection. */
  bookingSlots: Semaphore;
}
