import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import type { ChatServices } from '../chat-services';
import { joinConversation } from '../conversation-repository';
import { storeReceiptIn } from '../receipts/store-receipt';
import type { Receipt } from '../receipts/store-receipt';
import { recordReadByTeam } from './support-room-repository';
import { SUPPORT_KINDS } from './support-room-view';

/**
 * Marks a support room's messages as read, all or up to a seq. What one of the team has read counts
 * as read by the team; to leave a receipt, they become a member with their first mark.
 */
export async function markSupportRoomRead(
  services: Pick<ChatServices, 'db' | 'clock' | 'accessCache'>,
  principal: Principal,
  { conversationId, upToSeq }: { conversationId: string; upToSeq?: number | undefined },
): Promise<Receipt> {
  const place = await services.accessCache.requireAccess(principal, conversationId, SUPPORT_KINDS);
  const reader = { userId: principal.id, at: new Date(services.clock.now()) };
  const forTeam = principal.role === 'team';
  return inTransaction(services.db, async (tx) => {
    if (forTeam) await joinConversation(tx, { conversationId, userId: principal.id });
    const receipt = await storeReceiptIn(tx, reader, { place, extent: { upToSeq } });
    if (forTeam) await recordReadByTeam(tx, conversationId, receipt.lastReadSeq);
    return receipt;
  });
}
