import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { selectDirectConversation } from './direct-conversation-repository';

/** The caller's conversation with another user. Throws `person-not-found`. */
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
