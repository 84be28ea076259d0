import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';

export const typingSchema = z.object({
  sessionId: z.string('is required'),
  isTyping: z.boolean('must be true or false'),
});

export interface Typing {
  userId: string;
  isTyping: boolean;
  /** ISO 8601; whoever shows it lets it lapse after 6 s. */
  timestamp: string;
}

/** Tells a session's people that somebody types; nothing is kept, and a lost one is no loss. */
export interface TypingPort {
  announce(sessionId: string, typing: Typing): Promise<void>;
}

type Services = Pick<ConversationServices, 'db' | 'clock' | 'memberships' | 'typing'>;

/** Announces typing for a participant while the chat is open (counseling-46…48, C-51). */
export async function announceTyping(
  services: Services,
  principal: Principal,
  input: z.infer<typeof typingSchema>,
): Promise<Typing> {
  const facts = await services.memberships.require(principal, input.sessionId);
  const { state } = await conversationState(services.db.source.manager, facts.conversationId);
  if (state === 'closed') throw new AppError('session-ended');
  if (state === 'not_open') throw new AppError('chat-not-enabled');
  const timestamp = new Date(services.clock.now()).toISOString();
  const typing = { userId: principal.id, isTyping: input.isTyping, timestamp };
  await services.typing.announce(facts.sessionId, typing);
  return typing;
}
