import type { Clock } from '../clock';
import type { Db } from '../db/db';
import type { ConversationKeys } from './conversation-keys';
import type { DeliveryReceiptBatcher } from './delivery-batcher';
import type { ConversationAccessCache } from './known-conversations';
import type { MessageBatcher } from './message-batcher';
import type { DirectConversationCache } from './known-pairs';
import type { PeerCache } from './known-peers';
import type { SessionMembershipCache } from './session-membership';
import type { TypingPort } from './announce-typing';

/** Everything the use cases of the conversation may need; each names the part it uses. */
export interface ChatServices {
  db: Db;
  clock: Clock;
  keys: ConversationKeys;
  sessionMemberships: SessionMembershipCache;
  accessCache: ConversationAccessCache;
  directConversations: DirectConversationCache;
  peers: PeerCache;
  messages: MessageBatcher;
  deliveryReceipts: DeliveryReceiptBatcher;
  typing: TypingPort;
}
