import type { EntityManager } from 'typeorm';
import { lockAssignment } from '../../users/assignment-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUsers } from '../../users/user-repository';
import { AppError } from '../../errors';
import type { Role } from '../../enums';
import { deleteConsents } from './join-consent-repository';

export const MAX_GROUP_MEMBERS = 256;

interface GroupUser {
  id: string;
  fullName: string;
  role: Role;
}

/** The users with these ids, without duplicates. Throws `person-not-found` unless all exist. */
export async function requireUsers(manager: EntityManager, ids: string[]): Promise<GroupUser[]> {
  const uniqueIds = [...new Set(ids)];
  const found = uniqueIds.every(isRowId) ? await findUsers(manager, uniqueIds) : [];
  if (found.length === uniqueIds.length) return found;
  throw new AppError('person-not-found', {
    message: 'participantIds: some of these users do not exist. Check the ids',
    details: {
      fields: [{ field: 'participantIds', message: 'contains the id of an unknown user' }],
    },
  });
}

/**
 * Who may share a group (C-02): at most one client, and no psychologist whose assignment to that
 * client has ended.
 */
export async function requireGroupAllowed(tx: EntityManager, users: GroupUser[]): Promise<void> {
  if (users.length > MAX_GROUP_MEMBERS) throw new AppError('group-is-full');
  const [client, ...others] = users.filter(({ role }) => role === 'client');
  if (others.length > 0) throw new AppError('clients-apart');
  if (!client) return;
  for (const { id } of users.filter(({ role }) => role === 'psychologist')) {
    if ((await lockAssignment(tx, client.id, id)) === false) {
      throw new AppError('assignment-ended');
    }
  }
}

interface Joining {
  conversationId: string;
  /** All members after the joining. */
  users: GroupUser[];
  /** Ids of the new ones. */
  joining: string[];
}

/**
 * A user, also of the team, joins a client's group only after the client has agreed, which uses the
 * agreement up, or when the client adds them. A client who is being added need not have agreed: they
 * have written nothing there yet, and may leave.
 */
export async function requireConsent(
  tx: EntityManager,
  principal: Principal,
  { conversationId, users, joining }: Joining,
): Promise<void> {
  const client = users.find(({ id, role }) => role === 'client' && !joining.includes(id));
  if (!client || client.id === principal.id) return;
  const consent = { conversationId, clientId: client.id, userIds: joining };
  const agreed = await deleteConsents(tx, consent);
  if (joining.every((id) => agreed.includes(id))) return;
  throw new AppError('client-consent-needed');
}

/** A conversation is managed by its creator and by every member who is not a client. */
function canManage({ id, role }: Principal, { createdBy }: { createdBy: string | null }): boolean {
  return role !== 'client' || createdBy === id;
}

/** Throws `forbidden`. */
export function requireManager(
  principal: Principal,
  conversation: { createdBy: string | null },
): void {
  if (canManage(principal, conversation)) return;
  throw new AppError('forbidden', {
    message:
      'Only its creator, a psychologist or the team can change this conversation. Ask one of them',
  });
}
