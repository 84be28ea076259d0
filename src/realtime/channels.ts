import type { ConversationState } from '../words';

/** Names of the channels and the rights to them; nobody but the server publishes on `chat:…` (C-16). */
export const chatChannel = (sessionId: string): string => `chat:session:${sessionId}`;
export const typingChannel = (sessionId: string): string => `typing:session:${sessionId}`;
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
    [chatChannel(person.sessionId)]: ['subscribe', 'history', 'presence'],
    [own]: ['subscribe'],
    ...(state === 'open' ? { [typingChannel(person.sessionId)]: ['publish', 'subscribe'] } : {}),
  };
}

/** What concerns a person across all sessions. */
export function personalCapability(userId: string): Capability {
  return { [userChannel(userId)]: ['subscribe'] };
}

/** The team hears of every session's state, and of nothing that is said. */
export function teamCapability(userId: string): Capability {
  return { [TEAM_CHANNEL]: ['subscribe'], [userChannel(userId)]: ['subscribe'] };
}
