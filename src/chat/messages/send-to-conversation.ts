import type { Principal } from '../../users/principal';
import type { ConversationKind } from '../../enums';
import type { ChatServices } from '../chat-services';
import { storeMessage } from './store-message';
import type { MessageDraft, StoreMessageServices } from './store-message';
import type { MessageView } from './message-view';
import type { ConversationPublicId } from '../access/conversation-ref';

/** Writes in a conversation that exists, by its id; a door names the kinds it serves. */
export async function sendToConversation(
  services: StoreMessageServices & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    ...draft
  }: MessageDraft & { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<MessageView<ConversationPublicId>> {
  const place = await services.accessCache.requireAccess(principal, conversationId, kinds);
  return storeMessage(services, principal, { ...draft, place });
}
