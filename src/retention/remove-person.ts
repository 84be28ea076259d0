import { z } from 'zod';
import { anonymise } from '../accounts/anonymise';
import { appendAudit } from '../accounts/audit-store';
import type { Principal } from '../accounts/principal';
import { isUserId } from '../accounts/user-id';
import { leaveEverywhere } from '../conversation/leave-everywhere';
import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import { eraseCounselingsOf, hasCounselingAhead } from '../sessions/erase-counseling';
import { cleanUpAfter } from './clean-up-after';
import { eraseInside } from './erase-inside';
import type { RetentionServices } from './retention-services';
import { selectConversationsOf } from './retention-store';

export const removeSchema = z.object({ userId: z.string() });

export interface RemovedView {
  userId: string;
  /** How many conversations were erased with them. */
  erased: number;
  /** How many stay because they are held back. */
  held: number;
}

type Services = Pick<RetentionServices, 'db' | 'clock' | 'keys' | 'known' | 'files'>;

/**
 * A person of the team removes somebody (C-26): nothing tells any more who they were and nobody
 * signs in as them. A client's conversations are erased, unless held; what colleagues wrote belongs
 * to those they wrote to and stays, without their name. A repeat goes on where the first one ended.
 * Refuses `person-in-use` while they have sessions ahead.
 */
export async function removePerson(
  services: Services,
  principal: Principal,
  { userId }: z.infer<typeof removeSchema>,
): Promise<RemovedView> {
  if (!isUserId(userId)) throw new AppError('person-not-found');
  if (userId === principal.id) {
    throw new AppError('forbidden', { message: 'Ask a colleague to remove you' });
  }
  const at = new Date(services.clock.now());
  const role = await inTransaction(services.db, async (tx) => {
    if (await hasCounselingAhead(tx, userId, at)) throw new AppError('person-in-use');
    const removed = await anonymise(tx, userId, at);
    if (!removed) throw new AppError('person-not-found');
    await leaveEverywhere(tx, { userId, by: principal.id, at });
    if (removed === 'client') await eraseCounselingsOf(tx, userId);
    await appendAudit(tx, { actorId: principal.id, action: 'person.remove', personId: userId, at });
    return removed;
  });
  const outcomes = role === 'client' ? await eraseAllOf(services, userId, at) : [];
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  return { userId, erased: count('erased'), held: count('conversation-held') };
}

async function eraseAllOf(services: Services, userId: string, at: Date): Promise<string[]> {
  const outcomes = [];
  for (const conversationId of await selectConversationsOf(services.db.source.manager, userId)) {
    const { outcome, blobIds } = await inTransaction(services.db, (tx) =>
      eraseInside(tx, { conversationId, at }),
    );
    outcomes.push(outcome);
    await cleanUpAfter(services, conversationId, blobIds);
  }
  return outcomes;
}
