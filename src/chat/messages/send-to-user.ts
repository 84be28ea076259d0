import type { Principal } from '../../users/principal';
import type { MessageDraft } from './store-message';
import type { MessageView } from './message-view';
import { openDirectConversation } from '../members/open-direct-conversation';
import type { ConversationPublicId } from '../access/conversation-ref';
import { sendToDirectConversation } from './send-to-direct-conversation';
import type { SendDirectServices } from './send-to-direct-conversation';

/**
 * Writes to a person outside sessions and rooms; a client and the assigned psychologist meet in
 * their care conversation. Refuses as `pairRule` says.
 */
export async function sendToUser(
  services: SendDirectServices,
  principal: Principal,
  { toId, ...draft }: MessageDraft & { toId: string },
): Promise<MessageView<ConversationPublicId>> {
  return sendToDirectConversation(services, principal, {
    cacheKey: `${principal.id} to ${toId}`,
    draft,
    open: () => openDirectConversation(services, principal, toId),
  });
}
