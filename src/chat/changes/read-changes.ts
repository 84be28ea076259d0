import { isReadable } from '../access/conversation-policy';
import type { ChangeEvent, ChangeRef } from './change-event';
import { decryptMessageView, toReceiptChange } from './change-mapper';
import { selectMessagesWithHeads, selectReceiptsByRevisions } from './change-repository';
import type { ChangeServices } from './read-changes-since';

/**
 * The changes that `refs` name, in their order. Undefined: the change does not exist, or members may
 * no longer read the conversation.
 */
export async function readChanges(
  services: ChangeServices,
  refs: ChangeRef[],
): Promise<(ChangeEvent | undefined)[]> {
  const [messages, receipts] = await Promise.all([
    readMessages(services, refs),
    readReceipts(services, refs),
  ]);
  return refs.map((ref) => {
    if (!('messageId' in ref)) return receipts.get(receiptKey(ref));
    const message = messages.get(ref.messageId);
    const type = ref.changed ? 'message-changed' : 'message';
    return message && { type, message };
  });
}

async function readMessages({ db, keys }: ChangeServices, refs: ChangeRef[]) {
  const ids = refs.flatMap((ref) => ('messageId' in ref ? [ref.messageId] : []));
  const rows = ids.length === 0 ? [] : await selectMessagesWithHeads(db.source.manager, ids);
  return new Map(
    rows
      .filter(({ head: { kind, state } }) => isReadable(kind, state))
      .map(({ row, head }) => [row.id, decryptMessageView(keys, head.dataKey, row)]),
  );
}

async function readReceipts({ db }: ChangeServices, refs: ChangeRef[]) {
  const receiptRefs = refs.flatMap((ref) => ('revision' in ref ? [ref] : []));
  const rows =
    receiptRefs.length === 0 ? [] : await selectReceiptsByRevisions(db.source.manager, receiptRefs);
  return new Map(
    rows.map((row): [string, ChangeEvent] => [
      receiptKey(row),
      { type: 'receipt', receipt: toReceiptChange(row) },
    ]),
  );
}

function receiptKey({ conversationId, revision }: { conversationId: string; revision: number }) {
  return `${conversationId} ${revision}`;
}
