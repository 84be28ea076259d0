import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { canRead } from './conversation-policy';
import type { ChatServices } from '../chat-services';
import type { TokenPort } from './issue-token';
import { readConversationHead } from '../messages/message-repository';
import type { ConversationKind } from '../../enums';

/** A token with which somebody listens to a conversation through Ably, as in a session. */
export async function issueConversationToken<Token>(
  services: Pick<ChatServices, 'db' | 'accessCache'> & {
    tokens: Pick<TokenPort<unknown, Token>, 'issueForConversation'>;
  },
  principal: Principal,
  { conversationId, kinds }: { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<Token> {
  const { kind } = await services.accessCache.requireAccess(principal, conversationId, kinds);
  const { state } = await readConversationHead(services.db.source.manager, conversationId);
  if (!canRead(kind, state)) throw new AppError('assignment-ended');
  return services.tokens.issueForConversation({ conversationId, userId: principal.id });
}
