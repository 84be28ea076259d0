import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { ConversationServices } from './conversation-services';
import { keepReceipt } from './keep-receipt';
import type { KeepReceiptServices, Receipt } from './keep-receipt';
import type { Extent } from './receipt-store';

/** Marks messages as read: those that are named, or all up to a seq; ids from elsewhere mean nothing. */
export async function markInConversation(
  services: KeepReceiptServices & Pick<ConversationServices, 'known'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    extent,
  }: { conversationId: string; kinds: readonly ConversationKind[]; extent: Extent },
): Promise<Receipt> {
  const place = await services.known.enter(principal, conversationId, kinds);
  return keepReceipt(services, principal, { place, extent });
}
