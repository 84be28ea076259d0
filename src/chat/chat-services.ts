import type { Clock } from '../clock';
import type { Db } from '../database/db';
import type { ConversationKeys } from './conversation-keys';
import type { DeliveryReceiptBatcher } from './receipts/delivery-receipt-batcher';
import type { ConversationAccessCache } from './access/conversation-access-cache';
import type { MessageBatcher } from './messages/message-batcher';
import type { DirectConversationCache } from './access/direct-conversation-cache';
import type { PeerCache } from './access/peer-cache';
import type { SessionMembershipCache } from './access/session-membership-cache';
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
