import type { Principal } from '../accounts/principal';
import type { ConversationKind } from '../words';
import type { ConversationServices } from './conversation-services';
import { keepMessage } from './keep-message';
import type { Draft, KeepMessageServices } from './keep-message';
import type { MessageView } from './message-view';
import type { OwnName } from './place';

/** Writes in a conversation that exists, by its id; a door names the kinds it serves. */
export async function postToConversation(
  services: KeepMessageServices & Pick<ConversationServices, 'known'>,
  principal: Principal,
  {
    conversationId,
    kinds,
    ...draft
  }: Draft & { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<MessageView<OwnName>> {
  const place = await services.known.enter(principal, conversationId, kinds);
  return keepMessage(services, principal, { ...draft, place });
}
