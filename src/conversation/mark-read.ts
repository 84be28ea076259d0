import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { inTransaction } from '../db/in-transaction';
import { appendEvents } from '../outbox/outbox-store';
import type { ConversationServices } from './conversation-services';

/** `upToSeq`: the newest message the reader has seen; absent: all there are. */
export const markReadSchema = z.object({
  upToSeq: z.number('must be a number').int().min(0).max(2_147_483_647).optional(),
});

export interface ReadMark {
  sessionId: string;
  lastReadSeq: number;
  unreadCount: number;
}

const MARK = `UPDATE conversation_members AS member
       SET last_read_seq = mark.seq,
           arrived_at = coalesce(arrived_at, CASE WHEN mark.open THEN $4::timestamptz END),
           unread_count = CASE WHEN mark.seq >= mark.last_seq THEN 0 ELSE (
             SELECT count(*) FROM messages
             WHERE conversation_id = $1 AND seq > mark.seq AND sender_id IS DISTINCT FROM $2) END
       FROM (
         SELECT c.last_seq, c.state = 'open' AS open, m.last_read_seq AS before,
           greatest(m.last_read_seq, least(c.last_seq, coalesce($3, c.last_seq))) AS seq
         FROM conversations c JOIN conversation_members m
           ON m.conversation_id = c.id AND m.user_id = $2
         WHERE c.id = $1
       ) AS mark
       WHERE member.conversation_id = $1 AND member.user_id = $2
       RETURNING mark.seq AS "lastReadSeq", unread_count AS "unreadCount", mark.seq > mark.before AS moved`;

type Services = Pick<ConversationServices, 'db' | 'clock' | 'memberships'>;

/**
 * Moves the reader's mark forward, never back, and tells the other side. Only the unread tail is
 * looked at, however long the conversation is.
 */
export async function markRead(
  services: Services,
  principal: Principal,
  input: { sessionId: string; upToSeq?: number | undefined },
): Promise<ReadMark> {
  const facts = await services.memberships.require(principal, input.sessionId);
  const at = new Date(services.clock.now());
  const { conversationId, sessionId } = facts;
  return inTransaction(services.db, async (tx) => {
    // The conversation's lock keeps a message from slipping in between mark and counter.
    await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
    const [[row]] = await tx.query<
      [{ lastReadSeq: number; unreadCount: number; moved: boolean }[]]
    >(MARK, [conversationId, principal.id, input.upToSeq ?? null, at]);
    const { lastReadSeq = 0, unreadCount = 0, moved = false } = row ?? {};
    if (moved) {
      const readAt = at.toISOString();
      const userId = principal.id;
      await appendEvents(tx, [
        { kind: 'conversation.read', conversationId, userId, lastReadSeq, unreadCount, readAt },
      ]);
    }
    return { sessionId, lastReadSeq, unreadCount };
  });
}
