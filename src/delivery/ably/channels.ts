import type { PublicId } from '../../chat/access/conversation-ref';
import type { ConversationState } from '../../enums';

/* Channel names and token capabilities. Only the server publishes on `chat:…` (C-16). */

export const sessionChannel = (sessionId: string): string => `chat:session:${sessionId}`;
const sessionTypingChannel = (sessionId: string): string => `typing:session:${sessionId}`;
const conversationChannel = (id: string): string => `chat:conversation:${id}`;
export const userChannel = (userId: string): string => `user:${userId}`;
export const TEAM_CHANNEL = 'team:sessions';

/** No `history`: what was missed comes from the API, which also ends reading with a right. */
export type Capability = Record<string, ('subscribe' | 'publish' | 'presence')[]>;

/** Typing while the chat is open; no session channel once it is closed. */
export function participantCapability(
  { sessionId, userId }: { sessionId: string; userId: string },
  state: ConversationState,
): Capability {
  const own = userChannel(userId);
  if (state === 'closed') return { [own]: ['subscribe'] };
  return {
    [sessionChannel(sessionId)]: ['subscribe', 'presence'],
    [own]: ['subscribe'],
    ...(state === 'open' ? { [sessionTypingChannel(sessionId)]: ['publish', 'subscribe'] } : {}),
  };
}

/** The channel of a conversation's messages. */
export function chatChannelOf(publicId: PublicId): string {
  return 'sessionId' in publicId
    ? sessionChannel(publicId.sessionId)
    : conversationChannel(publicId.conversationId);
}

/** A channel whose events concern one conversation, and may hold its text. */
export function isConversationChannel(channel: string): boolean {
  return channel.startsWith('chat:');
}

export function typingChannelOf(publicId: PublicId): string {
  return 'sessionId' in publicId
    ? sessionTypingChannel(publicId.sessionId)
    : `typing:conversation:${publicId.conversationId}`;
}

/** Typing is subscribe-only: it is sent to the API, so that socket clients receive it as well. */
export function conversationCapability({
  conversationId,
  userId,
}: {
  conversationId: string;
  userId: string;
}): Capability {
  const publicId = { conversationId };
  return {
    [chatChannelOf(publicId)]: ['subscribe', 'presence'],
    [typingChannelOf(publicId)]: ['subscribe'],
    [userChannel(userId)]: ['subscribe'],
  };
}

export function userCapability(userId: string): Capability {
  return { [userChannel(userId)]: ['subscribe'] };
}

/** The team receives status changes of all sessions, no messages. */
export function teamCapability(userId: string): Capability {
  return { [TEAM_CHANNEL]: ['subscribe'], [userChannel(userId)]: ['subscribe'] };
}
