import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { closedRefusal, mayTypeIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';
import type { Place } from './place';
import { placeOfSession } from './session-membership';

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

/** Tells those in a conversation that somebody types; nothing is kept, and a lost one is no loss. */
export interface TypingPort {
  announce(place: Place, typing: Typing): Promise<void>;
}

type Services = Pick<ConversationServices, 'db' | 'clock' | 'typing'>;

/** Announces typing for a participant while the chat is open (counseling-46…48, C-51). */
export async function announceTyping(
  services: Services & Pick<ConversationServices, 'memberships'>,
  principal: Principal,
  input: z.infer<typeof typingSchema>,
): Promise<Typing> {
  const facts = await services.memberships.require(principal, input.sessionId);
  return typeIn(services, principal, { place: placeOfSession(facts), isTyping: input.isTyping });
}

/** The same for somebody who was let into any conversation. */
export async function typeIn(
  services: Services,
  principal: Principal,
  { place, isTyping }: { place: Place; isTyping: boolean },
): Promise<Typing> {
  const { state } = await conversationState(services.db.source.manager, place.conversationId);
  if (!mayTypeIn(state)) throw new AppError(closedRefusal(place.kind, state));
  const timestamp = new Date(services.clock.now()).toISOString();
  const typing = { userId: principal.id, isTyping, timestamp };
  await services.typing.announce(place, typing);
  return typing;
}
