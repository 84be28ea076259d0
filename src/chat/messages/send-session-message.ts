import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { storeMessage } from './store-message';
import type { StoreMessageServices } from './store-message';
import { clientMessageId, messageText } from './message-text';
import type { MessageView } from './message-view';
import { sessionConversationRef } from '../access/session-membership-cache';
import type { SessionPublicId } from '../access/session-membership-cache';

/** Body of a send; texts only until files have a room of their own. */
export const sendMessageSchema = z.object({
  sessionId: z.string('is required'),
  message: messageText,
  messageType: z.literal('text', 'must be "text"'),
  clientMessageId: clientMessageId.optional(),
});

export type SendMessageInput = z.infer<typeof sendMessageSchema>;

type Services = StoreMessageServices & Pick<ChatServices, 'sessionMemberships'>;

/**
 * Keeps a participant's message in their session (counseling-41…44). Refusals in the order of C-18:
 * unknown session, not a participant, ended, not open yet.
 */
export async function sendSessionMessage(
  services: Services,
  principal: Principal,
  input: SendMessageInput,
): Promise<MessageView<SessionPublicId>> {
  const facts = await services.sessionMemberships.requireParticipant(principal, input.sessionId);
  return storeMessage(services, principal, {
    place: sessionConversationRef(facts),
    text: input.message,
    type: input.messageType,
    clientMessageId: input.clientMessageId,
  });
}
