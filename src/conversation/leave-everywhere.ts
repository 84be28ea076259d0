import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../accounts/assignment-store';
import { claimForCare } from './pair-store';
import { moveConversation } from './conversation-store';
import { leaveGroups } from './leave-groups';

/** Ends whatever somebody who is being removed takes part in: assignments, and groups. */
export async function leaveEverywhere(
  tx: EntityManager,
  { userId, by, at }: { userId: string; by: string; at: Date },
): Promise<void> {
  for (const ended of await closeAssignmentsOf(tx, userId, { at, by })) {
    const conversationId = await claimForCare(tx, ended);
    if (conversationId !== undefined) await moveConversation(tx, conversationId, 'closed');
  }
  await leaveGroups(tx, { userId, at });
}
