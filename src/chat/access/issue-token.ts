import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { readConversationHead } from '../messages/message-repository';
import { recordArrival } from '../members/record-arrival';
import type { ConversationState } from '../../enums';

export const tokenSchema = z.object({ sessionId: z.string('is required') });

/** Signs what lets a person listen to the channels of a session, or of another conversation. */
export interface TokenPort<SessionToken, ConversationToken> {
  issueForSession(
    person: { sessionId: string; userId: string },
    state: ConversationState,
  ): Promise<SessionToken>;
  issueForConversation(person: {
    conversationId: string;
    userId: string;
  }): Promise<ConversationToken>;
}

type Services = Pick<ChatServices, 'db' | 'clock' | 'sessionMemberships'>;

/** A token for a participant of a session that is not over (C-15, C-16). */
export async function issueToken<Token>(
  services: Services & { tokens: Pick<TokenPort<Token, unknown>, 'issueForSession'> },
  principal: Principal,
  input: z.infer<typeof tokenSchema>,
): Promise<Token> {
  const { manager } = services.db.source;
  const { sessionId, conversationId } = await services.sessionMemberships.requireParticipant(
    principal,
    input.sessionId,
  );
  const { state } = await readConversationHead(manager, conversationId);
  if (state === 'closed') throw new AppError('session-ended');
  const userId = principal.id;
  if (state === 'open') {
    const at = new Date(services.clock.now());
    await recordArrival(manager, { conversationId, userId, at });
  }
  return services.tokens.issueForSession({ sessionId, userId }, state);
}
