import type { Clock } from '../clock';
import type { Db } from '../db/db';
import type { ConversationKeys } from './conversation-keys';
import type { DeliveryBatcher } from './delivery-batcher';
import type { KnownConversations } from './known-conversations';
import type { MessageBatcher } from './message-batcher';
import type { KnownPairs } from './known-pairs';
import type { KnownPeers } from './known-peers';
import type { SessionMembership } from './session-membership';
import type { TypingPort } from './announce-typing';

/** Everything the use cases of the conversation may need; each names the part it uses. */
export interface ConversationServices {
  db: Db;
  clock: Clock;
  keys: ConversationKeys;
  memberships: SessionMembership;
  known: KnownConversations;
  pairs: KnownPairs;
  peers: KnownPeers;
  messages: MessageBatcher;
  deliveries: DeliveryBatcher;
  typing: TypingPort;
}
