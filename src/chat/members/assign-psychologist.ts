import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import {
  addAssignment,
  closeAssignment,
  findCurrentAssignment,
} from '../../users/assignment-repository';
import type { Assignment } from '../../users/assignment-repository';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { AuditedAction } from '../../audited-actions';
import type { ChatServices } from '../chat-services';
import { changeCareState, leaveGroups } from './end-memberships';

export const assignSchema = z.object({
  clientId: z.string('is required'),
  psychologistId: z.string('is required'),
});

type Services = Pick<ChatServices, 'db' | 'clock'>;

/**
 * Replaces a client's assignment: the conversation with the former psychologist closes, the one with
 * the new psychologist opens. Idempotent.
 */
export async function assignPsychologist(
  services: Services,
  principal: Principal,
  input: z.infer<typeof assignSchema>,
): Promise<Assignment> {
  const now = { at: new Date(services.clock.now()), by: principal.id };
  try {
    return await inTransaction(services.db, async (tx) => {
      await requireRoles(tx, input);
      const current = await findCurrentAssignment(tx, input.clientId);
      if (current?.psychologistId === input.psychologistId) return current;
      const former = await closeAssignment(tx, input.clientId, now);
      const added = await addAssignment(tx, input, now);
      if (former) await endSharedAccess(tx, former, now.at);
      await changeCareState(tx, added, 'open');
      await auditAssignment(tx, principal, { action: 'assignment.create', ...input, at: now.at });
      return added;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'care_assignments_present') throw error;
    throw new AppError('conflict', { cause: error });
  }
}

/**
 * Ends a client's assignment: client and psychologist can no longer read or write in their
 * conversation.
 */
export async function endAssignment(
  services: Services,
  principal: Principal,
  { clientId }: { clientId: string },
): Promise<Assignment> {
  const now = { at: new Date(services.clock.now()), by: principal.id };
  return inTransaction(services.db, async (tx) => {
    const ended = isRowId(clientId) ? await closeAssignment(tx, clientId, now) : undefined;
    if (!ended) throw new AppError('assignment-not-found');
    await endSharedAccess(tx, ended, now.at);
    await auditAssignment(tx, principal, { action: 'assignment.end', clientId, at: now.at });
    return ended;
  });
}

function auditAssignment(
  tx: EntityManager,
  actor: Principal,
  { clientId, action, at }: { clientId: string; action: AuditedAction; at: Date },
): Promise<void> {
  return appendAudit(tx, { actor, action, userId: clientId, at });
}

/**
 * Closes the care conversation and removes the psychologist from every group with the client: a
 * client shares no group with a psychologist whose assignment has ended (C-02).
 */
async function endSharedAccess(tx: EntityManager, ended: Assignment, at: Date): Promise<void> {
  await changeCareState(tx, ended, 'closed');
  const { clientId: sharedWith, psychologistId: userId } = ended;
  await leaveGroups(tx, { userId, sharedWith, at });
}

async function requireRoles(
  tx: EntityManager,
  { clientId, psychologistId }: z.infer<typeof assignSchema>,
): Promise<void> {
  const find = (id: string) => (isRowId(id) ? findUser(tx, id) : null);
  const client = await find(clientId);
  const psychologist = await find(psychologistId);
  if (client?.role === 'client' && psychologist?.role === 'psychologist') return;
  const field = client?.role === 'client' ? 'psychologistId' : 'clientId';
  throw new AppError('person-not-found', {
    message: `No ${field === 'clientId' ? 'client' : 'psychologist'} has this id. Check the id`,
    details: { fields: [{ field, message: 'is not the id of such a user' }] },
  });
}
