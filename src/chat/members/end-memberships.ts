import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../../users/assignment-repository';
import { convertToCare } from './direct-conversation-repository';
import { recordConversationChange } from '../conversation-repository';
import { leaveGroups } from './leave-groups';

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
