import type { Conversation } from '../../../api/api-types';
import { emptyChat } from '../chat-state';
import type { ChatState } from '../chat-state';
import type { RequestContext } from '../chat-strategy';

/** All that is known of a conversation outside sessions. */
export interface DirectChatState extends ChatState {
  readonly conversation: Conversation | undefined;
}

export const emptyDirectChat: DirectChatState = { ...emptyChat, conversation: undefined };

/** An answer to "how does it stand"; one asked for before the latest event moves nothing. */
export function applyConversation(
  feed: DirectChatState,
  answer: { conversation: Conversation } & Pick<RequestContext, 'eventCount'>,
): DirectChatState {
  if (feed.conversation && answer.eventCount < feed.eventCount) return feed;
  return { ...feed, conversation: answer.conversation };
}

/** It was closed, or opened anew. */
export function applyConversationState(
  feed: DirectChatState,
  state: Conversation['state'],
): DirectChatState {
  const heardEvents = feed.eventCount + 1;
  const { conversation } = feed;
  return {
    ...feed,
    eventCount: heardEvents,
    conversation: conversation && { ...conversation, state },
  };
}
