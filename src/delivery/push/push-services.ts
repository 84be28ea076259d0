import type { Clock } from '../../clock';
import type { ContentCipher } from '../../content-cipher';
import type { Db } from '../../database/db';

/** Everything that waking people's browsers may need; each use case names the part it uses. */
export interface PushServices {
  db: Db;
  clock: Clock;
  cipher: ContentCipher;
  /** Origins of the push services that are called, such as `https://*.push.apple.com`. */
  origins: readonly string[];
}
