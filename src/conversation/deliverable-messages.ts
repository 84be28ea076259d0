import type { DataSource } from 'typeorm';
import { openText } from '../content-cipher';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import { selectForDelivery } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';

export interface DeliverableMessage {
  view: MessageView;
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
    if (!row.dataKey || !row.content || !row.sessionId) continue;
    const key = keys.open(row.conversationId, row.dataKey);
    const content = openText(key, row.content, messageContext(row.conversationId));
    const unread = row.unread.filter((counter) => counter.userId !== row.senderId);
    found.set(row.id, { view: viewMessage(row, row.sessionId, content), unread });
  }
  return found;
}
