import type { Principal } from '../../users/principal';
import type { ConversationKind } from '../../enums';
import type { ChatServices } from '../chat-services';
import { storeReceipt } from './store-receipt';
import type { StoreReceiptServices, Receipt } from './store-receipt';
import type { ReadExtent } from './receipt-repository';

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
