import type { EntityManager } from 'typeorm';
import { deletePasswordLink } from '../users/passwords/password-link-repository';
import { anonymiseUser } from '../users/user-repository';
import { recheckAccessOf } from '../users/tokens/revoke-access';
import { endMemberships } from '../chat/members/end-memberships';
import { deleteAnswersOf } from '../idempotency/idempotency-repository';
import { deleteSubscriptionsOf } from '../delivery/push/push-repository';
import { deleteFeed } from '../sessions/calendar/calendar-feed-repository';
import { deleteAvailability } from '../sessions/availability/availability-repository';
import {
  eraseCounselingsOf,
  findCounselingPartners,
  hasUpcomingCounseling,
} from '../sessions/booking/counseling-repository';
import type { ErasureRefusal } from '../enums';

interface Removal {
  userId: string;
  /** The team member who approved it. */
  by: string;
  at: Date;
}

/**
 * Removes a user in the caller's transaction (C-26): personal data is anonymised and sign-in is
 * impossible; what they wrote stays for the caller to erase. Returns why it was left unchanged, such
 * as `person-in-use` while the user has sessions that have not ended.
 */
export async function removeUserData(
  tx: EntityManager,
  { userId, by, at }: Removal,
): Promise<ErasureRefusal | undefined> {
  if (await hasUpcomingCounseling(tx, userId, at)) return 'person-in-use';
  const role = await anonymiseUser(tx, userId, at);
  if (!role) return 'person-not-found';
  await deleteAvailability(tx, userId);
  await deleteSubscriptionsOf(tx, userId);
  await deleteFeed(tx, userId);
  await deletePasswordLink(tx, userId);
  const counterparts = await findCounselingPartners(tx, userId);
  await deleteAnswersOf(tx, [userId, ...counterparts]);
  await endMemberships(tx, { userId, by, at });
  if (role === 'client') await eraseCounselingsOf(tx, userId);
  await recheckAccessOf(tx, userId);
  return undefined;
}
