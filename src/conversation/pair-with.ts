import type { Principal } from '../accounts/principal';
import { isRowId } from '../accounts/user-id';
import { findUser } from '../accounts/user-store';
import { AppError } from '../errors';
import type { ChatServices } from './conversation-services';
import { selectDirectConversation } from './pair-store';

/** The conversation that somebody has with a person, if any yet. Refuses `person-not-found`. */
export async function findDirectConversation(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
  otherId: string,
): Promise<string | undefined> {
  const { manager } = db.source;
  const found = isRowId(otherId)
    ? await selectDirectConversation(manager, principal.id, otherId)
    : undefined;
  if (found) return found.conversationId;
  if (isRowId(otherId) && (await findUser(manager, otherId))) return undefined;
  throw new AppError('person-not-found');
}
