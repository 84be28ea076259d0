import type { Principal } from '../accounts/principal';
import type { MessageDraft } from './keep-message';
import type { MessageView } from './message-view';
import { openDirectConversation } from './open-pair';
import type { ConversationPublicId } from './place';
import { sendToDirectConversation } from './post-to-pair';
import type { SendDirectServices } from './post-to-pair';

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
