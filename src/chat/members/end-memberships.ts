import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../../users/assignment-repository';
import { convertToCare, recordConversationChange } from '../conversation-repository';
import { lockSharedGroups, recordMemberLeft } from './member-repository';

/** Ends all assignments and group memberships of a user who is being removed. */
export async function endMemberships(
  tx: EntityManager,
  { userId, by, at }: { userId: string; by: string; at: Date },
): Promise<void> {
  for (const ended of await closeAssignmentsOf(tx, userId, { at, by })) {
    const conversationId = await convertToCare(tx, [ended.clientId, ended.psychologistId]);
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
  for (const { id, memberIds } of await lockSharedGroups(tx, [userId, sharedWith])) {
    // Before the removal, so that the removed member still receives the event.
    await recordConversationChange(tx, id, memberIds.length === 1 ? 'closed' : undefined);
    await recordMemberLeft(tx, { conversationId: id, userId, at });
  }
}
