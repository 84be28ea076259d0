import type { EntityManager } from 'typeorm';
import { closeAssignmentsOf } from '../../users/assignment-repository';
import type { Assignment } from '../../users/assignment-repository';
import type { ConversationState } from '../../enums';
import { convertToCare, recordConversationChange } from '../conversation-repository';
import { lockSharedGroups, recordMemberLeft } from './member-repository';

/** Ends all assignments and group memberships of a user who is being removed. */
export async function endMemberships(
  tx: EntityManager,
  { userId, by, at }: { userId: string; by: string; at: Date },
): Promise<void> {
  for (const ended of await closeAssignmentsOf(tx, userId, { at, by })) {
    await changeCareState(tx, ended, 'closed');
  }
  await leaveGroups(tx, { userId, at });
}

/** Opens or closes the care conversation of an assignment's two users, if they have one. */
export async function changeCareState(
  tx: EntityManager,
  { clientId, psychologistId }: Pick<Assignment, 'clientId' | 'psychologistId'>,
  state: ConversationState,
): Promise<void> {
  const conversationId = await convertToCare(tx, [clientId, psychologistId]);
  if (conversationId !== undefined) await recordConversationChange(tx, conversationId, state);
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
