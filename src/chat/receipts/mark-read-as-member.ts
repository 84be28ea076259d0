import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { storeReceipt } from './store-receipt';
import type { StoreReceiptServices, Receipt } from './store-receipt';
import { findConversationOfMessage } from '../inbox/unread-repository';

/** Marks one message as read in a conversation of any kind but support, sessions included. */
export async function markReadAsMember(
  services: StoreReceiptServices & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  { conversationId, messageId }: { conversationId: string; messageId: string },
): Promise<Receipt> {
  const place = await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  const { manager } = services.db.source;
  const found = await findConversationOfMessage(manager, messageId, principal.id);
  if (found?.conversationId !== conversationId) throw new AppError('message-not-found');
  return storeReceipt(services, principal, { place, extent: { messageIds: [messageId] } });
}
