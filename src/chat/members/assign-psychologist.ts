import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import {
  addAssignment,
  closeAssignment,
  findCurrentAssignment,
} from '../../users/assignment-repository';
import type { Assignment } from '../../users/assignment-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ConversationState } from '../../enums';
import type { ChatServices } from '../chat-services';
import { recordConversationChange } from '../conversation-repository';
import { leaveGroups } from './leave-groups';
import { convertToCare } from './direct-conversation-repository';

export const assignSchema = z.object({
  clientId: z.string('is required'),
  psychologistId: z.string('is required'),
});

type Services = Pick<ChatServices, 'db' | 'clock'>;

/**
 * Assigns a psychologist to a client in place of whoever was: the conversation with the former one
 * closes, the one with the new one opens. The same assignment again changes nothing.
 */
export async function assignPsychologist(
  services: Services,
  principal: Principal,
  wish: z.infer<typeof assignSchema>,
): Promise<Assignment> {
  const now = { at: new Date(services.clock.now()), by: principal.id };
  try {
    return await inTransaction(services.db, async (tx) => {
      await requireRoles(tx, wish);
      const present = await findCurrentAssignment(tx, wish.clientId);
      if (present?.psychologistId === wish.psychologistId) return present;
      const former = await closeAssignment(tx, wish.clientId, now);
      const made = await addAssignment(tx, wish, now);
      if (former) await separate(tx, former, now.at);
      await changeCareState(tx, made, 'open');
      return made;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'care_assignments_present') throw error;
    throw new AppError('conflict', { cause: error });
  }
}

/** Ends a client's assignment: from now on neither of the two reads or writes in their conversation. */
export async function endAssignment(
  services: Services,
  principal: Principal,
  { clientId }: { clientId: string },
): Promise<Assignment> {
  const now = { at: new Date(services.clock.now()), by: principal.id };
  return inTransaction(services.db, async (tx) => {
    const ended = isRowId(clientId) ? await closeAssignment(tx, clientId, now) : undefined;
    if (!ended) throw new AppError('assignment-not-found');
    await separate(tx, ended, now.at);
    return ended;
  });
}

/**
 * The conversation of the two closes, and the psychologist leaves every group in which they met,
 * also those with others, for no client is in a group with somebody whose assignment has ended.
 */
async function separate(tx: EntityManager, ended: Assignment, at: Date): Promise<void> {
  await changeCareState(tx, ended, 'closed');
  const { clientId: sharedWith, psychologistId: userId } = ended;
  await leaveGroups(tx, { userId, sharedWith, at });
}

async function changeCareState(
  tx: EntityManager,
  people: Assignment,
  state: ConversationState,
): Promise<void> {
  const conversationId = await convertToCare(tx, people);
  if (conversationId !== undefined) await recordConversationChange(tx, conversationId, state);
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
    message: `There is no such ${field === 'clientId' ? 'client' : 'psychologist'}. Check the id`,
    details: { fields: [{ field, message: 'names no such person' }] },
  });
}
