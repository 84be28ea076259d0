import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ConversationServices } from './conversation-services';
import { keepReceipt } from './keep-receipt';
import type { KeepReceiptServices, Receipt } from './keep-receipt';
import { conversationOfMessage } from './unread-store';

/** Marks one message as read in a conversation of any kind but support, sessions included. */
export async function markAsMember(
  services: KeepReceiptServices & Pick<ConversationServices, 'known'>,
  principal: Principal,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<Receipt> {
  const place = await services.known.enterAsMember(principal, conversationId, 'read');
  const { manager } = services.db.source;
  const found = await conversationOfMessage(manager, messageId, principal.id);
  if (found?.conversationId !== conversationId) throw new AppError('message-not-found');
  return keepReceipt(services, principal, { place, extent: { messageIds: [messageId] } });
}
