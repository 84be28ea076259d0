import { mayReadIn } from './conversation-policy';
import { selectCalledMessages, selectCalledReceipts } from './called-news-store';
import type { MessageView } from './message-view';
import type { OwnName } from './place';
import { openMessage, receiptNews } from './read-news';
import type { NewsServices, ReceiptNews } from './read-news';

/** One thing that happened in a conversation, by its ids. */
export type Happening = { conversationId: string } & ({ messageId: string } | { revision: number });

export type CalledNews =
  { type: 'message'; message: MessageView<OwnName> } | { type: 'receipt'; receipt: ReceiptNews };

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
  return happenings.map((one) =>
    'messageId' in one ? messages.get(one.messageId) : receipts.get(receiptKey(one)),
  );
}

const receiptKey = (one: { conversationId: string; revision: number }): string =>
  `${one.conversationId} ${one.revision}`;

async function readMessages({ db, keys }: NewsServices, happenings: Happening[]) {
  const ids = happenings.flatMap((one) => ('messageId' in one ? [one.messageId] : []));
  const found = new Map<string, CalledNews>();
  if (ids.length === 0) return found;
  for (const row of await selectCalledMessages(db.source, ids)) {
    if (!mayReadIn(row.kind, row.state)) continue;
    found.set(row.id, { type: 'message', message: openMessage(keys, row.dataKey, row) });
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
