import type { PublicId } from '../../chat/access/conversation-ref';
import type { ConversationState } from '../../enums';

/** Names of the channels and the rights to them; nobody but the server publishes on `chat:…` (C-16). */
export const sessionChannel = (sessionId: string): string => `chat:session:${sessionId}`;
export const sessionTypingChannel = (sessionId: string): string => `typing:session:${sessionId}`;
const conversationChannel = (id: string): string => `chat:conversation:${id}`;
export const userChannel = (userId: string): string => `user:${userId}`;
export const TEAM_CHANNEL = 'team:sessions';

export type Capability = Record<string, ('subscribe' | 'publish' | 'history' | 'presence')[]>;

/** What a participant may do: typing only while the chat is open, nothing once it is closed. */
export function participantCapability(
  person: { sessionId: string; userId: string },
  state: ConversationState,
): Capability {
  const own = userChannel(person.userId);
  if (state === 'closed') return { [own]: ['subscribe'] };
  return {
    [sessionChannel(person.sessionId)]: ['subscribe', 'history', 'presence'],
    [own]: ['subscribe'],
    ...(state === 'open'
      ? { [sessionTypingChannel(person.sessionId)]: ['publish', 'subscribe'] }
      : {}),
  };
}

/** The channel on which the messages of a place are heard. */
export function chatChannelOf(place: PublicId): string {
  return 'sessionId' in place
    ? sessionChannel(place.sessionId)
    : conversationChannel(place.conversationId);
}

export function typingChannelOf(place: PublicId): string {
  return 'sessionId' in place
    ? sessionTypingChannel(place.sessionId)
    : `typing:conversation:${place.conversationId}`;
}

/**
 * Whoever is in a conversation that is no session listens alone: typing goes through the API, so
 * that those at sockets learn of it as well.
 */
export function conversationCapability(person: {
  conversationId: string;
  userId: string;
}): Capability {
  const place = { conversationId: person.conversationId };
  return {
    [chatChannelOf(place)]: ['subscribe', 'history', 'presence'],
    [typingChannelOf(place)]: ['subscribe'],
    [userChannel(person.userId)]: ['subscribe'],
  };
}

/** What concerns a person across all sessions. */
export function userCapability(userId: string): Capability {
  return { [userChannel(userId)]: ['subscribe'] };
}

/** The team hears of every session's state, and of nothing that is said. */
export function teamCapability(userId: string): Capability {
  return { [TEAM_CHANNEL]: ['subscribe'], [userChannel(userId)]: ['subscribe'] };
}
