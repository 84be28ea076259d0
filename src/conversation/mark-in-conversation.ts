import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { ChatServices } from './conversation-services';
import { storeReceipt } from './keep-receipt';
import type { StoreReceiptServices, Receipt } from './keep-receipt';
import type { ReadExtent } from './receipt-store';

/** Marks messages as read: those that are named, or all up to a seq; ids from elsewhere mean nothing. */
export async function markConversationRead(
  services: StoreReceiptServices & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    extent,
  }: { conversationId: string; kinds: readonly ConversationKind[]; extent: ReadExtent },
): Promise<Receipt> {
  const place = await services.accessCache.requireAccess(principal, conversationId, kinds);
  return storeReceipt(services, principal, { place, extent });
}
