import type { DataSource } from 'typeorm';
import type { ConversationKind } from '../words';
import { openText } from '../content-cipher';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import { selectForDelivery } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import type { PlaceName } from './place';

export interface DeliverableMessage {
  view: MessageView;
  place: PlaceName;
  kind: ConversationKind;
  unread: { userId: string; unreadCount: number }[];
}

/** Messages as their readers will see them, by id; one whose key was erased is missing. */
export async function deliverableMessages(
  source: DataSource,
  keys: ConversationKeys,
  ids: string[],
): Promise<Map<string, DeliverableMessage>> {
  const found = new Map<string, DeliverableMessage>();
  if (ids.length === 0) return found;
  for (const row of await selectForDelivery(source, ids)) {
    const { conversationId, sessionId, conversationKind: kind } = row;
    if (!row.dataKey || !row.content) continue;
    const key = keys.open(conversationId, row.dataKey);
    const content = openText(key, row.content, messageContext(conversationId));
    const unread = row.unread.filter((counter) => counter.userId !== row.senderId);
    const place = sessionId === null ? { conversationId } : { sessionId };
    found.set(row.id, { view: viewMessage(row, place, content), place, kind, unread });
  }
  return found;
}
