import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';

/** Records that messages, oldest first, reached a device of the caller. */
export function recordDelivery(
  { deliveryReceipts }: Pick<ChatServices, 'deliveryReceipts'>,
  { id: userId }: Principal,
  delivered: { conversationId: string; messages: { seq: number; senderId: string | null }[] },
): void {
  const { conversationId, messages } = delivered;
  const newest = messages.findLast(({ senderId }) => senderId !== userId);
  if (newest) deliveryReceipts.record({ conversationId, userId, seq: newest.seq });
}
