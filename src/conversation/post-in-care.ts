import type { Principal } from '../accounts/principal';
import type { MessageDraft } from './keep-message';
import type { MessageView } from './message-view';
import { openCareConversation } from './open-pair';
import type { ConversationPublicId } from './place';
import { sendToDirectConversation } from './post-to-pair';
import type { SendDirectServices } from './post-to-pair';

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
