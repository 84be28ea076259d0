import type { Principal } from '../../users/principal';
import type { MessageDraft } from './store-message';
import type { MessageView } from './message-view';
import { openCareConversation } from '../members/open-direct-conversation';
import type { ConversationPublicId } from '../access/conversation-ref';
import { sendToDirectConversation } from './send-to-direct-conversation';
import type { SendDirectServices } from './send-to-direct-conversation';

/**
 * Writes in care: a client to the psychologist assigned at present, a psychologist to the client who
 * is named. The first message makes the conversation (care-15…18).
 */
export async function sendInCare(
  services: SendDirectServices,
  principal: Principal,
  { clientId, ...draft }: MessageDraft & { clientId: string },
): Promise<MessageView<ConversationPublicId>> {
  return sendToDirectConversation(services, principal, {
    cacheKey: `${principal.id} in care of ${clientId}`,
    draft,
    open: () => openCareConversation(services, principal, clientId),
  });
}
