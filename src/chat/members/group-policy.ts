import type { EntityManager } from 'typeorm';
import { lockAssignment } from '../../users/assignment-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUsers } from '../../users/user-repository';
import { AppError } from '../../errors';
import type { Role } from '../../enums';

export const MAX_GROUP_MEMBERS = 256;

interface GroupUser {
  id: string;
  fullName: string;
  role: Role;
}

/** The people of these ids, each once; refuses `person-not-found` when there is one who is not. */
export async function requireUsers(manager: EntityManager, ids: string[]): Promise<GroupUser[]> {
  const wanted = [...new Set(ids)];
  const found = wanted.every(isRowId) ? await findUsers(manager, wanted) : [];
  if (found.length === wanted.length) return found;
  throw new AppError('person-not-found', {
    message: 'participantIds: not all of these are people here. Check the ids',
    details: { fields: [{ field: 'participantIds', message: 'names somebody who is not here' }] },
  });
}

/**
 * Who may be in one group (C-02): as between two, clients never meet there, and no client meets a
 * psychologist whose assignment has ended.
 */
export async function requireGroupAllowed(tx: EntityManager, people: GroupUser[]): Promise<void> {
  if (people.length > MAX_GROUP_MEMBERS) throw new AppError('group-is-full');
  const [client, ...others] = people.filter(({ role }) => role === 'client');
  if (others.length > 0) throw new AppError('clients-apart');
  if (!client) return;
  for (const { id } of people.filter(({ role }) => role === 'psychologist')) {
    if ((await lockAssignment(tx, client.id, id)) === false) {
      throw new AppError('assignment-ended');
    }
  }
}

/** Whoever made a conversation decides about it, and of its people whoever is no client. */
function canManage({ id, role }: Principal, { createdBy }: { createdBy: string | null }): boolean {
  return role !== 'client' || createdBy === id;
}

/** Refuses `forbidden` to whoever does not decide about a conversation. */
export function requireManager(principal: Principal, of: { createdBy: string | null }): void {
  if (canManage(principal, of)) return;
  throw new AppError('forbidden', {
    message: 'Only whoever made this conversation, a psychologist or the team may change it',
  });
}
