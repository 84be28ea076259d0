import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';

/** Notes that messages of others, the oldest first, are on a device of somebody now. */
export function recordDelivery(
  { deliveryReceipts: deliveries }: Pick<ChatServices, 'deliveryReceipts'>,
  { id: userId }: Principal,
  handed: { conversationId: string; messages: { seq: number; senderId: string | null }[] },
): void {
  const newest = handed.messages.findLast(({ senderId }) => senderId !== userId);
  if (newest) deliveries.record({ conversationId: handed.conversationId, userId, seq: newest.seq });
}
