import type { Clock } from '../../clock';
import type { ContentCipher } from '../../content-cipher';
import type { Db } from '../../database/db';

/** Dependencies of push use cases; each use case picks what it uses. */
export interface PushServices {
  db: Db;
  clock: Clock;
  cipher: ContentCipher;
  /** Allowed push services, such as `https://*.push.apple.com`. */
  origins: readonly string[];
}
