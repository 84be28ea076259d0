import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { AppError } from '../../errors';
import type { ConversationKind } from '../../enums';
import { storeReceipt } from './store-receipt';
import type { StoreReceiptServices, Receipt } from './store-receipt';
import { findConversationOfMessage } from '../inbox/unread-repository';
import { conversationRef } from '../access/conversation-ref';

/**
 * Marks one message as read, by its id alone. Refuses `message-not-found`, also where it is not in a
 * conversation of the reader's, so that nobody learns which messages there are.
 */
export async function markMessageRead(
  services: StoreReceiptServices,
  principal: Principal,
  { messageId, kinds }: { messageId: string; kinds: readonly ConversationKind[] },
): Promise<Receipt> {
  const found = isRowId(messageId)
    ? await findConversationOfMessage(services.db.source.manager, messageId, principal.id)
    : undefined;
  if (!found || !kinds.includes(found.kind)) throw new AppError('message-not-found');
  const place = conversationRef(found.conversationId, found.kind);
  return storeReceipt(services, principal, { place, extent: { messageIds: [messageId] } });
}
