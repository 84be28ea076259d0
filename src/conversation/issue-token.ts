import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';
import { noteArrival } from './note-arrival';
import type { ConversationState } from '../words';

export const tokenSchema = z.object({ sessionId: z.string('is required') });

/** Signs what lets a person listen to a session's channels, with rights by its state. */
export interface TokenPort<Token> {
  issueForSession(
    person: { sessionId: string; userId: string },
    state: ConversationState,
  ): Promise<Token>;
}

type Services = Pick<ConversationServices, 'db' | 'clock' | 'memberships'>;

/** A token for a participant of a session that is not over (C-15, C-16). */
export async function issueToken<Token>(
  services: Services & { tokens: TokenPort<Token> },
  principal: Principal,
  input: z.infer<typeof tokenSchema>,
): Promise<Token> {
  const { manager } = services.db.source;
  const { sessionId, conversationId } = await services.memberships.require(
    principal,
    input.sessionId,
  );
  const { state } = await conversationState(manager, conversationId);
  if (state === 'closed') throw new AppError('session-ended');
  const userId = principal.id;
  if (state === 'open') {
    const at = new Date(services.clock.now());
    await noteArrival(manager, { conversationId, userId, at });
  }
  return services.tokens.issueForSession({ sessionId, userId }, state);
}
