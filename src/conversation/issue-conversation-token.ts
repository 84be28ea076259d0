import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { mayReadIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import type { TokenPort } from './issue-token';
import { conversationState } from './message-store';
import type { ConversationKind } from '../words';

/** A token with which somebody listens to a conversation through Ably, as in a session. */
export async function issueConversationToken<Token>(
  services: Pick<ConversationServices, 'db' | 'known'> & {
    tokens: Pick<TokenPort<unknown, Token>, 'issueForConversation'>;
  },
  principal: Principal,
  { conversationId, kinds }: { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<Token> {
  const { kind } = await services.known.enter(principal, conversationId, kinds);
  const { state } = await conversationState(services.db.source.manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  return services.tokens.issueForConversation({ conversationId, userId: principal.id });
}
