import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';

/** Notes that messages of others, the oldest first, are on a device of somebody now. */
export function noteHandedOver(
  { deliveries }: Pick<ConversationServices, 'deliveries'>,
  { id: userId }: Principal,
  handed: { conversationId: string; messages: { seq: number; senderId: string | null }[] },
): void {
  const newest = handed.messages.findLast(({ senderId }) => senderId !== userId);
  if (newest) deliveries.note({ conversationId: handed.conversationId, userId, seq: newest.seq });
}
