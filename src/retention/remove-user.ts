import { z } from 'zod';
import { anonymiseUser } from '../users/anonymise-user';
import { appendAudit } from '../users/audit-repository';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { endMemberships } from '../chat/members/end-memberships';
import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import { eraseCounselingsOf, hasUpcomingCounseling } from '../sessions/booking/erase-counseling';
import { cleanUpAfterErasure } from './clean-up-after-erasure';
import { eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';
import { findErasableConversations } from './retention-repository';

export const removeUserSchema = z.object({ userId: z.string() });

export interface RemovedUserView {
  userId: string;
  /** How many conversations were erased with them. */
  erased: number;
  /** How many stay because they are held back. */
  held: number;
}

type Services = Pick<RetentionServices, 'db' | 'clock' | 'keys' | 'accessCache' | 'files'>;

/**
 * A person of the team removes somebody (C-26): nothing tells any more who they were and nobody
 * signs in as them. A client's conversations are erased, unless held; what colleagues wrote belongs
 * to those they wrote to and stays, without their name. A repeat goes on where the first one ended.
 * Refuses `person-in-use` while they have sessions ahead.
 */
export async function removeUser(
  services: Services,
  principal: Principal,
  { userId }: z.infer<typeof removeUserSchema>,
): Promise<RemovedUserView> {
  if (!isRowId(userId)) throw new AppError('person-not-found');
  if (userId === principal.id) {
    throw new AppError('forbidden', { message: 'Ask a colleague to remove you' });
  }
  const at = new Date(services.clock.now());
  const role = await inTransaction(services.db, async (tx) => {
    if (await hasUpcomingCounseling(tx, userId, at)) throw new AppError('person-in-use');
    const removed = await anonymiseUser(tx, userId, at);
    if (!removed) throw new AppError('person-not-found');
    await endMemberships(tx, { userId, by: principal.id, at });
    if (removed === 'client') await eraseCounselingsOf(tx, userId);
    await appendAudit(tx, { actorId: principal.id, action: 'person.remove', userId: userId, at });
    return removed;
  });
  const outcomes = role === 'client' ? await eraseConversationsOf(services, userId, at) : [];
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  return { userId, erased: count('erased'), held: count('conversation-held') };
}

async function eraseConversationsOf(
  services: Services,
  userId: string,
  at: Date,
): Promise<string[]> {
  const outcomes = [];
  for (const conversationId of await findErasableConversations(
    services.db.source.manager,
    userId,
  )) {
    const { outcome, blobIds } = await inTransaction(services.db, (tx) =>
      eraseConversationData(tx, { conversationId, at }),
    );
    outcomes.push(outcome);
    await cleanUpAfterErasure(services, conversationId, blobIds);
  }
  return outcomes;
}
