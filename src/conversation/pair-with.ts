import type { Principal } from '../accounts/principal';
import { isUserId } from '../accounts/user-id';
import { findUser } from '../accounts/user-store';
import { AppError } from '../errors';
import type { ConversationServices } from './conversation-services';
import { findPair } from './pair-store';

/** The conversation that somebody has with a person, if any yet. Refuses `person-not-found`. */
export async function pairWith(
  { db }: Pick<ConversationServices, 'db'>,
  principal: Principal,
  otherId: string,
): Promise<string | undefined> {
  const { manager } = db.source;
  const found = isUserId(otherId) ? await findPair(manager, principal.id, otherId) : undefined;
  if (found) return found.conversationId;
  if (isUserId(otherId) && (await findUser(manager, otherId))) return undefined;
  throw new AppError('person-not-found');
}
