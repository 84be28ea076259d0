import { mayReadIn } from './conversation-policy';
import { selectCalledMessages, selectCalledReceipts } from './called-news-store';
import type { MessageView } from './message-view';
import type { OwnName } from './place';
import { openMessage, receiptNews } from './read-news';
import type { NewsServices, ReceiptNews } from './read-news';

/** One thing that happened in a conversation, by its ids; `changed`: the message was there before. */
export type Happening = { conversationId: string } & (
  { messageId: string; changed?: true } | { revision: number }
);

export type CalledNews =
  | { type: 'message' | 'message-changed'; message: MessageView<OwnName> }
  | { type: 'receipt'; receipt: ReceiptNews };

/**
 * What stands behind ids that were called out, in their order. Undefined where there is nothing to
 * tell: no such thing, or words that nobody may read any more.
 */
export async function readCalled(
  services: NewsServices,
  happenings: Happening[],
): Promise<(CalledNews | undefined)[]> {
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

async function readMessages({ db, keys }: NewsServices, happenings: Happening[]) {
  const ids = happenings.flatMap((one) => ('messageId' in one ? [one.messageId] : []));
  const found = new Map<string, MessageView<OwnName>>();
  if (ids.length === 0) return found;
  for (const row of await selectCalledMessages(db.source, ids)) {
    if (!mayReadIn(row.kind, row.state)) continue;
    found.set(row.id, openMessage(keys, row.dataKey, row));
  }
  return found;
}

async function readReceipts({ db }: NewsServices, happenings: Happening[]) {
  const wants = happenings.flatMap((one) => ('revision' in one ? [one] : []));
  const found = new Map<string, CalledNews>();
  if (wants.length === 0) return found;
  for (const row of await selectCalledReceipts(db.source, wants)) {
    found.set(receiptKey(row), { type: 'receipt', receipt: receiptNews(row) });
  }
  return found;
}
