import type { Clock } from '../clock';
import type { RetentionRules } from '../config/config';
import type { ConversationKeys } from '../chat/conversation-keys';
import type { ConversationAccessCache } from '../chat/access/conversation-access-cache';
import type { Db } from '../database/db';
import type { FileServices } from '../files/file-services';

/** Everything that holding, erasing and removing may need; each use case names the part it uses. */
export interface RetentionServices {
  db: Db;
  clock: Clock;
  keys: ConversationKeys;
  accessCache: ConversationAccessCache;
  files: FileServices;
  rules: RetentionRules;
}
