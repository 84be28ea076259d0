import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { mayReadIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import type { TokenPort } from './issue-token';
import { conversationState } from './message-store';
import { OWN_KINDS } from './post-to-conversation';

/** A token with which somebody listens to a conversation through Ably, as in a session. */
export async function issueConversationToken<Token>(
  services: Pick<ConversationServices, 'db' | 'known'> & {
    tokens: Pick<TokenPort<unknown, Token>, 'issueForConversation'>;
  },
  principal: Principal,
  { conversationId }: { conversationId: string },
): Promise<Token> {
  const { kind } = await services.known.enter(principal, conversationId, OWN_KINDS);
  const { state } = await conversationState(services.db.source.manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  return services.tokens.issueForConversation({ conversationId, userId: principal.id });
}
