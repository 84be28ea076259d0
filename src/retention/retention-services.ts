import type { Clock } from '../clock';
import type { RetentionRules } from '../config/retention-config';
import type { ConversationKeys } from '../chat/conversation-keys';
import type { ConversationAccessCache } from '../chat/access/conversation-access-cache';
import type { Db } from '../database/db';
import type { FileServices } from '../files/file-services';

/** Dependencies of the retention use cases; each use case picks what it uses. */
export interface RetentionServices {
  db: Db;
  clock: Clock;
  keys: ConversationKeys;
  accessCache: ConversationAccessCache;
  files: FileServices;
  rules: RetentionRules;
  revocations: { revoked(userId: string): void };
}
