import type { Clock } from '../clock';
import type { Db } from '../database/db';
import type { ConversationKeys } from './conversation-keys';
import type { DeliveryReceiptBatcher } from './receipts/delivery-receipt-batcher';
import type { ConversationAccessCache } from './access/conversation-access-cache';
import type { MessageBatcher } from './messages/message-batcher';
import type { DirectConversationCache } from './access/direct-conversation-cache';
import type { PeerCache } from './access/peer-cache';
import type { TypingPort } from './announce-typing';

/** Dependencies of the chat use cases; each picks what it uses. */
export interface ChatServices {
  db: Db;
  clock: Clock;
  keys: ConversationKeys;
  accessCache: ConversationAccessCache;
  directConversations: DirectConversationCache;
  peers: PeerCache;
  messages: MessageBatcher;
  deliveryReceipts: DeliveryReceiptBatcher;
  typing: TypingPort;
}
