import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../accounts/assignment-store';
import { claimForCare } from './pair-store';
import { moveConversation } from './conversation-store';

/** Ends whatever somebody who is being removed takes part in: assignments, and groups. */
export async function leaveEverywhere(
  tx: EntityManager,
  { userId, by, at }: { userId: string; by: string; at: Date },
): Promise<void> {
  for (const ended of await closeAssignmentsOf(tx, userId, { at, by })) {
    const conversationId = await claimForCare(tx, ended);
    if (conversationId !== undefined) await moveConversation(tx, conversationId, 'closed');
  }
  const [groups] = await tx.query<[{ id: string }[], number]>(
    `UPDATE conversation_members AS me SET left_at = $2 FROM conversations c
     WHERE me.user_id = $1 AND me.left_at IS NULL AND c.id = me.conversation_id AND c.kind = 'group'
     RETURNING c.id`,
    [userId, at],
  );
  for (const { id } of groups) await moveConversation(tx, id);
}
