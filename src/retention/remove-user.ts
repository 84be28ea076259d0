import { z } from 'zod';
import { appendAudit } from '../users/audit-repository';
import { deletePasswordLink } from '../users/password-link-repository';
import { anonymiseUser } from '../users/user-repository';
import { recheckAccessOf } from '../users/revoke-access';
import { requireRole } from '../users/principal';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { endMemberships } from '../chat/members/end-memberships';
import { deleteAnswersOf } from '../idempotency/idempotency-repository';
import { inLongTransaction } from '../database/in-long-transaction';
import { AppError } from '../errors';
import { findErasableConversations } from '../chat/conversation-retention-repository';
import { deleteSubscriptionsOf } from '../delivery/push/push-repository';
import { deleteFeed } from '../sessions/calendar/calendar-feed-repository';
import { deleteAvailability } from '../sessions/availability/availability-repository';
import {
  eraseCounselingsOf,
  findCounselingPartners,
  hasUpcomingCounseling,
} from '../sessions/booking/counseling-repository';
import { cleanUpAfterErasure, eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';

export const removeUserSchema = z.object({ userId: z.string() });

export interface RemovedUserView {
  userId: string;
  /** Number of erased conversations. */
  erased: number;
  /** Number of conversations on hold. */
  held: number;
}

type Services = Pick<
  RetentionServices,
  'db' | 'clock' | 'keys' | 'accessCache' | 'files' | 'revocations'
>;

/**
 * Removes a user for the team (C-26): personal data is anonymised and sign-in is impossible. A
 * client's conversations are erased unless on hold; what staff wrote stays, without their name. A
 * repeat continues an interrupted removal. Throws `person-in-use` while the user has sessions that
 * have not ended.
 */
export async function removeUser(
  services: Services,
  principal: Principal,
  { userId }: z.infer<typeof removeUserSchema>,
): Promise<RemovedUserView> {
  requireRole(principal, 'team');
  if (!isRowId(userId)) throw new AppError('person-not-found');
  if (userId === principal.id) {
    throw new AppError('forbidden', { message: 'Ask a colleague to remove you' });
  }
  const at = new Date(services.clock.now());
  const role = await inLongTransaction(services.db, async (tx) => {
    if (await hasUpcomingCounseling(tx, userId, at)) throw new AppError('person-in-use');
    const removed = await anonymiseUser(tx, userId, at);
    if (!removed) throw new AppError('person-not-found');
    await deleteAvailability(tx, userId);
    await deleteSubscriptionsOf(tx, userId);
    await deleteFeed(tx, userId);
    await deletePasswordLink(tx, userId);
    const counterparts = await findCounselingPartners(tx, userId);
    await deleteAnswersOf(tx, [userId, ...counterparts]);
    await endMemberships(tx, { userId, by: principal.id, at });
    if (removed === 'client') await eraseCounselingsOf(tx, userId);
    await recheckAccessOf(tx, userId);
    await appendAudit(tx, { actor: principal, action: 'person.remove', userId, at });
    return removed;
  });
  services.revocations.revoked(userId);
  const outcomes = role === 'client' ? await eraseConversationsOf(services, userId, at) : [];
  const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
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
    const { outcome, blobIds } = await inLongTransaction(services.db, (tx) =>
      eraseConversationData(tx, { conversationId, at }),
    );
    outcomes.push(outcome);
    await cleanUpAfterErasure(services, conversationId, blobIds);
  }
  return outcomes;
}
