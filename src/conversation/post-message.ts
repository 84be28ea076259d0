import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';
import { keepMessage } from './keep-message';
import type { KeepMessageServices } from './keep-message';
import { clientMessageId, messageText } from './message-text';
import type { MessageView } from './message-view';
import { placeOfSession } from './session-membership';
import type { SessionName } from './session-membership';

/** Body of a send; texts only until files have a room of their own. */
export const postMessageSchema = z.object({
  sessionId: z.string('is required'),
  message: messageText,
  messageType: z.literal('text', 'must be "text"'),
  clientMessageId: clientMessageId.optional(),
});

export type PostMessageInput = z.infer<typeof postMessageSchema>;

type Services = KeepMessageServices & Pick<ConversationServices, 'memberships'>;

/**
 * Keeps a participant's message in their session (counseling-41…44). Refusals in the order of C-18:
 * unknown session, not a participant, ended, not open yet.
 */
export async function postMessage(
  services: Services,
  principal: Principal,
  input: PostMessageInput,
): Promise<MessageView<SessionName>> {
  const facts = await services.memberships.require(principal, input.sessionId);
  return keepMessage(services, principal, {
    place: placeOfSession(facts),
    text: input.message,
    type: input.messageType,
    clientMessageId: input.clientMessageId,
  });
}
