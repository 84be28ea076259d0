import type { ConversationKind } from '../words';
import type { ConversationKeys } from './conversation-keys';
import type { MessageForDelivery } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import { openWords } from './open-words';
import type { PlaceName } from './place';

export interface DeliverableMessage {
  view: MessageView;
  place: PlaceName;
  kind: ConversationKind;
  unread: { userId: string; unreadCount: number }[];
}

/** A message as its readers will see it; undefined when its key was erased. */
export function deliverableMessage(
  keys: ConversationKeys,
  row: MessageForDelivery,
): DeliverableMessage | undefined {
  const { conversationId, sessionId, conversationKind: kind } = row;
  if (!row.dataKey || (!row.content && !row.deletedAt)) return undefined;
  const key = keys.open(conversationId, row.dataKey);
  const unread = row.unread.filter((counter) => counter.userId !== row.senderId);
  const place = sessionId === null ? { conversationId } : { sessionId };
  return { view: viewMessage(row, place, openWords(key, row)), place, kind, unread };
}
