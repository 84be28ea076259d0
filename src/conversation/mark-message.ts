import type { Principal } from '../accounts/principal';
import { isRowId } from '../accounts/user-id';
import { AppError } from '../errors';
import type { ConversationKind } from '../words';
import { storeReceipt } from './keep-receipt';
import type { StoreReceiptServices, Receipt } from './keep-receipt';
import { findConversationOfMessage } from './unread-store';
import { conversationRef } from './place';

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
