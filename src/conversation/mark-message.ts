import type { Principal } from '../accounts/principal';
import { isUserId as isRowId } from '../accounts/user-id';
import { AppError } from '../errors';
import type { ConversationKind } from '../words';
import { keepReceipt } from './keep-receipt';
import type { KeepReceiptServices, Receipt } from './keep-receipt';
import { conversationOfMessage } from './unread-store';
import { placeOf } from './place';

/**
 * Marks one message as read, by its id alone. Refuses `message-not-found`, also where it is not in a
 * conversation of the reader's, so that nobody learns which messages there are.
 */
export async function markMessage(
  services: KeepReceiptServices,
  principal: Principal,
  { messageId, kinds }: { messageId: string; kinds: readonly ConversationKind[] },
): Promise<Receipt> {
  const found = isRowId(messageId)
    ? await conversationOfMessage(services.db.source.manager, messageId, principal.id)
    : undefined;
  if (!found || !kinds.includes(found.kind)) throw new AppError('message-not-found');
  const place = placeOf(found.conversationId, found.kind);
  return keepReceipt(services, principal, { place, extent: { messageIds: [messageId] } });
}
