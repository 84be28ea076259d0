import type { ConversationKind } from '../../enums';
import type { ConversationKeys } from '../conversation-keys';
import type { MessageForDelivery } from './message-repository';
import { toMessageView } from './message-view';
import type { MessageView } from './message-view';
import { decryptMessage } from './decrypt-message';
import type { PublicId } from '../access/conversation-ref';

export interface DeliverableMessage {
  view: MessageView;
  publicId: PublicId;
  kind: ConversationKind;
  unread: { userId: string; unreadCount: number }[];
}

/** Undefined when the key was erased. */
export function toDeliverableMessage(
  keys: ConversationKeys,
  row: MessageForDelivery,
): DeliverableMessage | undefined {
  const { conversationId, sessionId, conversationKind: kind } = row;
  if (!row.dataKey || (!row.content && !row.deletedAt)) return undefined;
  const key = keys.unwrap(conversationId, row.dataKey);
  const unread = row.unread.filter((counter) => counter.userId !== row.senderId);
  const place = sessionId === null ? { conversationId } : { sessionId };
  return {
    view: toMessageView(row, place, decryptMessage(key, row)),
    publicId: place,
    kind,
    unread,
  };
}
