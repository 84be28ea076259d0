import type { EntityManager } from 'typeorm';
import { recordConversationChange } from '../conversation-repository';
import { recordMemberLeft } from './member-repository';

interface Leaving {
  userId: string;
  /** Only the groups that this person is in as well. */
  sharedWith?: string;
  at: Date;
}

/** Somebody leaves groups without a word; the last one closes a group behind them. */
export async function leaveGroups(
  tx: EntityManager,
  { userId, sharedWith = userId, at }: Leaving,
): Promise<void> {
  for (const { id, left } of await lockGroups(tx, [userId, sharedWith])) {
    // Whoever leaves is still told of it.
    await recordConversationChange(tx, id, left === 1 ? 'closed' : undefined);
    await recordMemberLeft(tx, { conversationId: id, userId, at });
  }
}

/** The groups in which all of these people are, held until the end, and how many are there. */
async function lockGroups(
  tx: EntityManager,
  userIds: string[],
): Promise<{ id: string; left: number }[]> {
  const groups = await tx.query<{ id: string }[]>(
    `SELECT c.id FROM conversations c
     WHERE c.kind = 'group' AND c.id IN (
       SELECT conversation_id FROM conversation_members WHERE user_id = $1 AND left_at IS NULL)
     ORDER BY c.id FOR NO KEY UPDATE`,
    [userIds[0]],
  );
  // Only now: whoever held a group before may have changed who is there.
  return tx.query<{ id: string; left: number }[]>(
    `SELECT conversation_id AS id, count(*)::int AS left FROM conversation_members
     WHERE conversation_id = ANY($1::bigint[]) AND left_at IS NULL GROUP BY conversation_id
     HAVING array_agg(user_id) @> $2::bigint[] ORDER BY conversation_id`,
    [groups.map(({ id }) => id), userIds],
  );
}
