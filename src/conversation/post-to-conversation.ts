import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { ChatServices } from './conversation-services';
import { storeMessage } from './keep-message';
import type { MessageDraft, StoreMessageServices } from './keep-message';
import type { MessageView } from './message-view';
import type { ConversationPublicId } from './place';

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
