import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../../users/assignment-repository';
import { convertToCare } from './direct-conversation-repository';
import { recordConversationChange } from '../conversation-repository';
import { recordMemberLeft } from './member-repository';

/** Ends all assignments and group memberships of a user who is being removed. */
export async function endMemberships(
  tx: EntityManager,
  { userId, by, at }: { userId: string; by: string; at: Date },
): Promise<void> {
  for (const ended of await closeAssignmentsOf(tx, userId, { at, by })) {
    const conversationId = await convertToCare(tx, ended);
    if (conversationId !== undefined) await recordConversationChange(tx, conversationId, 'closed');
  }
  await leaveGroups(tx, { userId, at });
}

interface LeaveGroupsInput {
  userId: string;
  /** Only groups that this user is also a member of. */
  sharedWith?: string;
  at: Date;
}

/** Removes a user from groups without a system message; a group without members closes. */
export async function leaveGroups(
  tx: EntityManager,
  { userId, sharedWith = userId, at }: LeaveGroupsInput,
): Promise<void> {
  for (const { id, memberCount } of await lockGroups(tx, [userId, sharedWith])) {
    // Before the removal, so that the removed member still receives the event.
    await recordConversationChange(tx, id, memberCount === 1 ? 'closed' : undefined);
    await recordMemberLeft(tx, { conversationId: id, userId, at });
  }
}

/** Locks the groups that all these users are members of. */
async function lockGroups(
  tx: EntityManager,
  userIds: string[],
): Promise<{ id: string; memberCount: number }[]> {
  const groups = await tx.query<{ id: string }[]>(
    `SELECT c.id FROM conversations c
     WHERE c.kind = 'group' AND c.id IN (
       SELECT conversation_id FROM conversation_members WHERE user_id = $1 AND left_at IS NULL)
     ORDER BY c.id FOR NO KEY UPDATE`,
    [userIds[0]],
  );
  // Read members after locking: the previous lock holder may have changed them.
  return tx.query<{ id: string; memberCount: number }[]>(
    `SELECT conversation_id AS id, count(*)::int AS "memberCount" FROM conversation_members
     WHERE conversation_id = ANY($1::bigint[]) AND left_at IS NULL GROUP BY conversation_id
     HAVING array_agg(user_id) @> $2::bigint[] ORDER BY conversation_id`,
    [groups.map(({ id }) => id), userIds],
  );
}
