import type { ConversationPublicId } from '../access/conversation-ref';
import type { ConversationKeys } from '../conversation-keys';
import { decryptMessage } from '../messages/decrypt-message';
import type { MessageRow } from '../messages/message-repository';
import { toMessageView } from '../messages/message-view';
import type { MessageView } from '../messages/message-view';
import type { Cursor, DeliveryChange, OrderedChange, ReceiptChange } from './change-event';
import type { DeliveredRow, HeadRow, ReceiptRow } from './change-repository';

export interface ChangeRows {
  messages: MessageRow[];
  receipts: ReceiptRow[];
  changedMessages: MessageRow[];
  deliveries: DeliveredRow[];
}

/** Messages first, then everything else in the order of its revisions, from `from` up to `to`. */
export function toOrderedChanges(
  keys: ConversationKeys,
  { head, from, to }: { head: HeadRow; from: Cursor; to: Cursor },
  rows: ChangeRows,
): OrderedChange[] {
  const { kind, state, dataKey } = head;
  const decrypt = (row: MessageRow) => decryptMessageView(keys, dataKey, row);
  const at = (revision: number): Cursor => ({ seq: to.seq, revision });
  const messages = rows.messages.map((row): OrderedChange => {
    const message = decrypt(row);
    return { type: 'message', message, cursor: { seq: row.seq, revision: from.revision } };
  });
  // A message that is new to the client already has its current state.
  const changed = rows.changedMessages.filter(
    ({ seq, changedRevision }) => seq <= from.seq && (changedRevision ?? 0) <= to.revision,
  );
  const others: OrderedChange[] = [
    ...rows.receipts.map((row) => ({
      ...{ type: 'receipt' as const, receipt: toReceiptChange(row) },
      cursor: at(row.revision),
    })),
    ...changed.map((row) => ({
      ...{ type: 'message-changed' as const, message: decrypt(row) },
      cursor: at(row.changedRevision ?? 0),
    })),
    ...toDeliveryChanges(rows.deliveries).map((delivery) => ({
      ...{ type: 'delivered' as const, delivery },
      cursor: at(delivery.revision),
    })),
    { type: 'changed', kind, state, cursor: at(head.ownRevision) },
  ];
  const isNew = ({ cursor: { revision } }: OrderedChange): boolean =>
    revision > from.revision && revision <= to.revision;
  return messages.concat(
    others.filter(isNew).sort((one, other) => one.cursor.revision - other.cursor.revision),
  );
}

/** A message whose key was erased or is unreadable keeps its seq and has no content. */
export function decryptMessageView(
  keys: ConversationKeys,
  dataKey: Buffer | null,
  row: MessageRow,
): MessageView<ConversationPublicId> {
  const { conversationId } = row;
  const decrypt = (key: Buffer) => decryptMessage(keys.unwrap(conversationId, key), row);
  const content = dataKey ? keys.decryptOr(conversationId, () => decrypt(dataKey), '') : '';
  return toMessageView(row, { conversationId }, content);
}

export function toReceiptChange(row: ReceiptRow): ReceiptChange {
  const { revision, userId, lastReadSeq, unreadCount, messageIds } = row;
  const readAt = row.readAt.toISOString();
  return { revision, userId, readAt, lastReadSeq, unreadCount, messageIds: messageIds.reverse() };
}

/** One statement moves the marks of several members at one revision. */
function toDeliveryChanges(rows: DeliveredRow[]): DeliveryChange[] {
  const byRevision = new Map<number, DeliveryChange>();
  for (const { revision, userId, lastDeliveredSeq, messageIds } of rows) {
    const delivery = byRevision.get(revision) ?? { revision, marks: [] };
    byRevision.set(revision, delivery);
    delivery.marks.push({ userId, lastDeliveredSeq, messageIds: messageIds.reverse() });
  }
  return [...byRevision.values()];
}
