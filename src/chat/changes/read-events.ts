import { canRead } from '../access/conversation-policy';
import { selectEventMessages, selectEventReceipts } from './event-repository';
import type { MessageView } from '../messages/message-view';
import type { ConversationPublicId } from '../access/conversation-ref';
import { decryptMessageView, toReceiptChange } from './read-changes-since';
import type { ChangeServices, ReceiptChange } from './read-changes-since';

/** One thing that happened in a conversation, by its ids; `changed`: the message was there before. */
export type EventRef = { conversationId: string } & (
  { messageId: string; changed?: true } | { revision: number }
);

export type ChatEvent =
  | { type: 'message' | 'message-changed'; message: MessageView<ConversationPublicId> }
  | { type: 'receipt'; receipt: ReceiptChange };

/**
 * What stands behind ids that were called out, in their order. Undefined where there is nothing to
 * tell: no such thing, or words that nobody may read any more.
 */
export async function readEvents(
  services: ChangeServices,
  happenings: EventRef[],
): Promise<(ChatEvent | undefined)[]> {
  const [messages, receipts] = await Promise.all([
    readMessages(services, happenings),
    readReceipts(services, happenings),
  ]);
  return happenings.map((one) => {
    if (!('messageId' in one)) return receipts.get(receiptKey(one));
    const message = messages.get(one.messageId);
    const type = one.changed ? 'message-changed' : 'message';
    return message && { type, message };
  });
}

const receiptKey = (one: { conversationId: string; revision: number }): string =>
  `${one.conversationId} ${one.revision}`;

async function readMessages({ db, keys }: ChangeServices, happenings: EventRef[]) {
  const ids = happenings.flatMap((one) => ('messageId' in one ? [one.messageId] : []));
  const found = new Map<string, MessageView<ConversationPublicId>>();
  if (ids.length === 0) return found;
  for (const row of await selectEventMessages(db.source, ids)) {
    if (!canRead(row.kind, row.state)) continue;
    found.set(row.id, decryptMessageView(keys, row.dataKey, row));
  }
  return found;
}

async function readReceipts({ db }: ChangeServices, happenings: EventRef[]) {
  const wants = happenings.flatMap((one) => ('revision' in one ? [one] : []));
  const found = new Map<string, ChatEvent>();
  if (wants.length === 0) return found;
  for (const row of await selectEventReceipts(db.source, wants)) {
    found.set(receiptKey(row), { type: 'receipt', receipt: toReceiptChange(row) });
  }
  return found;
}
