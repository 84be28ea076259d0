import type { EntityManager } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { ChatSession } from '../../database/entities/sessions/chat-session';

/** A device of the member has the messages up to `seq`. */
export interface DeliveryReceipt {
  conversationId: string;
  userId: string;
  seq: number;
}

export type PendingReceipt = DeliveryReceipt & { sessionId: string | null };

/** The receipts whose member's mark is behind. */
export async function selectPendingReceipts(
  manager: EntityManager,
  receipts: DeliveryReceipt[],
): Promise<PendingReceipt[]> {
  return manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin(
      `(SELECT * FROM unnest(:conversations::bigint[], :users::bigint[], :seqs::int[])
        AS receipt (conversation_id, user_id, seq))`,
      'receipt',
      'receipt.conversation_id = member.conversationId AND receipt.user_id = member.userId',
    )
    .leftJoin(ChatSession, 'session', 'session.conversationId = member.conversationId')
    .where('member.lastDeliveredSeq < receipt.seq')
    .setParameters({
      conversations: receipts.map(({ conversationId }) => conversationId),
      users: receipts.map(({ userId }) => userId),
      seqs: receipts.map(({ seq }) => seq),
    })
    .select('member.conversationId', 'conversationId')
    .addSelect('member.userId', 'userId')
    .addSelect('receipt.seq', 'seq')
    .addSelect('session.id', 'sessionId')
    .getRawMany<PendingReceipt>();
}

/**
 * Advances marks to their receipts, with the delivery revision of their conversation. Returns those
 * that were still behind.
 */
export async function advanceDeliveryMarks(
  tx: EntityManager,
  receipts: DeliveryReceipt[],
): Promise<DeliveryReceipt[]> {
  const memberKey = ({ conversationId, userId }: DeliveryReceipt) => `${conversationId} ${userId}`;
  const seq = `(:seqs::jsonb ->> (conversation_id || ' ' || user_id))::int`;
  const result = await tx
    .createQueryBuilder()
    .update(ConversationMember)
    .set({
      lastDeliveredSeq: () => seq,
      deliveredRevision: () =>
        '(SELECT delivery_revision FROM conversations WHERE id = conversation_id)',
    })
    .where(
      `(conversation_id, user_id) IN (
        SELECT * FROM unnest(:conversations::bigint[], :users::bigint[]))`,
    )
    .andWhere(`last_delivered_seq < ${seq}`)
    .setParameters({
      conversations: receipts.map(({ conversationId }) => conversationId),
      users: receipts.map(({ userId }) => userId),
      seqs: JSON.stringify(Object.fromEntries(receipts.map((one) => [memberKey(one), one.seq]))),
    })
    .returning(['conversationId', 'userId', 'lastDeliveredSeq'])
    .execute();
  const rows = result.raw as {
    conversation_id: string;
    user_id: string;
    last_delivered_seq: number;
  }[];
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    userId: row.user_id,
    seq: row.last_delivered_seq,
  }));
}
