import type { ConversationKind, ConversationState } from '../../enums';
import type { ConversationPublicId } from '../access/conversation-ref';
import type { MessageView } from '../messages/message-view';

/** How far a client has read a conversation: messages by seq, all other changes by revision. */
export interface Cursor {
  seq: number;
  revision: number;
}

type Message = MessageView<ConversationPublicId>;

/** A change in a conversation. Every member-facing update of every contract is made from one. */
export type ChangeEvent =
  | { type: 'message'; message: Message }
  /** A message was edited, deleted or reacted to; `message` is its current state. */
  | { type: 'message-changed'; message: Message }
  | { type: 'receipt'; receipt: ReceiptChange }
  | { type: 'delivered'; delivery: DeliveryChange }
  /** Any other change of the conversation; clients that show it reload it. */
  | { type: 'changed'; kind: ConversationKind; state: ConversationState };

/** `cursor`: how far a client has read once it has processed the event. */
export type OrderedChange = ChangeEvent & { cursor: Cursor };

/** A change by its ids; `changed`: the message existed before. */
export type ChangeRef = { conversationId: string } & (
  { messageId: string; changed?: true } | { revision: number }
);

/** A member read messages; `messageIds` holds the newest of them, at most 500. */
export interface ReceiptChange {
  revision: number;
  userId: string;
  /** ISO 8601. */
  readAt: string;
  lastReadSeq: number;
  unreadCount: number;
  messageIds: string[];
}

/** Messages reached devices of members; `messageIds` holds the newest unread ones, at most 50. */
export interface DeliveryChange {
  revision: number;
  marks: { userId: string; lastDeliveredSeq: number; messageIds: string[] }[];
}
