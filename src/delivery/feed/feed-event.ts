import type { Typing } from '../../chat/announce-typing';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type {
  DeliveryChange,
  Position,
  ReceiptChange,
} from '../../chat/changes/read-changes-since';
import type { AppError } from '../../errors';
import type { ConversationKind, ConversationState } from '../../enums';

/** What readers of a conversation are told; `position` is where they are once they have it. */
export type FeedEvent =
  | { type: 'message'; position: Position; message: MessageView<ConversationPublicId> }
  | { type: 'receipt'; position: Position; receipt: ReceiptChange }
  /** A message was edited, deleted or reacted to; this is all of it as it is now. */
  | { type: 'message-changed'; position: Position; message: MessageView<ConversationPublicId> }
  | { type: 'delivered'; position: Position; delivery: DeliveryChange }
  /** Something else about the conversation changed: whoever shows it looks again. */
  | { type: 'changed'; position: Position; kind: ConversationKind; state: ConversationState }
  /** Worth nothing a moment later: never kept, never repeated. */
  | { type: 'typing'; typing: Typing };

/** Whoever listens: a socket, a stream. All readers of a conversation are given the same object. */
export interface FeedSubscriber {
  /** Takes an event at once; what cannot leave yet is the reader's backlog. */
  write(event: FeedEvent): void;
  /** Bytes that were written and that the far side has not taken. */
  backlog(): number;
  /** The feed gives this reader up and says why; nothing follows. */
  drop(error: AppError): void;
}

export interface FeedSubscription {
  /** How far this reader has come. */
  readonly cursor: Position;
  /** Nothing is written any more. */
  close(): void;
}
