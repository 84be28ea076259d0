import { z } from 'zod';
import type { Principal } from '../users/principal';
import { AppError } from '../errors';
import { closedErrorCode, canType } from './access/conversation-policy';
import type { ChatServices } from './chat-services';
import { readConversationHead } from './messages/message-repository';
import type { ConversationRef } from './access/conversation-ref';
import { sessionConversationRef } from './access/session-membership-cache';

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
  announce(place: ConversationRef, typing: Typing): Promise<void>;
}

type Services = Pick<ChatServices, 'db' | 'clock' | 'typing'>;

/** Announces typing for a participant while the chat is open (counseling-46…48, C-51). */
export async function announceTyping(
  services: Services & Pick<ChatServices, 'sessionMemberships'>,
  principal: Principal,
  input: z.infer<typeof typingSchema>,
): Promise<Typing> {
  const facts = await services.sessionMemberships.requireParticipant(principal, input.sessionId);
  return announceTypingIn(services, principal, {
    place: sessionConversationRef(facts),
    isTyping: input.isTyping,
  });
}

/** The same for somebody who was let into any conversation. */
export async function announceTypingIn(
  services: Services,
  principal: Principal,
  { place, isTyping }: { place: ConversationRef; isTyping: boolean },
): Promise<Typing> {
  const { state } = await readConversationHead(services.db.source.manager, place.conversationId);
  if (!canType(state)) throw new AppError(closedErrorCode(place.kind, state));
  const timestamp = new Date(services.clock.now()).toISOString();
  const typing = { userId: principal.id, isTyping, timestamp };
  await services.typing.announce(place, typing);
  return typing;
}
