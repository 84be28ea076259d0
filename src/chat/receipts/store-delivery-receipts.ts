import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { toFeedUnlessSession } from '../../delivery/outbox/outbox-event';
import type { ConversationDelivered } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { raiseDeliveryRevisions } from '../conversation-repository';
import { advanceDeliveryMarks, selectPendingReceipts } from './delivery-receipt-repository';
import type { DeliveryReceipt } from './delivery-receipt-repository';

/**
 * Advances the marks that are behind, with one new revision per conversation, and appends the events.
 * Takes at most one receipt per member and conversation; locks only where a mark advances. Returns
 * the receipts of conversations that are locked, so that one of them does not hold up the others.
 */
export async function storeDeliveryReceipts(
  db: Db,
  receipts: DeliveryReceipt[],
): Promise<DeliveryReceipt[]> {
  const pending = await selectPendingReceipts(db.source.manager, receipts);
  if (pending.length === 0) return [];
  const sessionIds = new Map(pending.map((one) => [one.conversationId, one.sessionId]));
  return inTransaction(db, async (tx) => {
    const raised = await raiseDeliveryRevisions(tx, [...sessionIds.keys()]);
    const raisedIds = new Set(raised.map(({ id }) => id));
    const isRaised = ({ conversationId }: DeliveryReceipt): boolean =>
      raisedIds.has(conversationId);
    const advanced = await advanceDeliveryMarks(tx, pending.filter(isRaised));
    const events = raised.map(({ id: conversationId, kind, revision }): ConversationDelivered => {
      const marks = advanced
        .filter((mark) => mark.conversationId === conversationId)
        .map(({ userId, seq }) => ({ userId, lastDeliveredSeq: seq }));
      const sessionId = sessionIds.get(conversationId) ?? null;
      const delivery = { conversationId, revision, marks, sessionId, ...toFeedUnlessSession(kind) };
      return { kind: 'conversation.delivered', ...delivery };
    });
    await appendEvents(
      tx,
      events.filter(({ marks }) => marks.length > 0),
    );
    return pending.filter((receipt) => !isRaised(receipt));
  });
}
