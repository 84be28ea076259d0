import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../accounts/assignment-store';
import { convertToCare } from './pair-store';
import { recordConversationChange } from './conversation-store';
import { leaveGroups } from './leave-groups';

/** Ends whatever somebody who is being removed takes part in: assignments, and groups. */
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
