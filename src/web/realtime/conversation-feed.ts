import type { Conversation } from '../api/api-types';
import { emptyRoom } from './room-feed';
import type { RoomFeed } from './room-feed';
import type { Asked } from './room-subject';

/** All that is known of a conversation outside sessions. */
export interface ConversationFeed extends RoomFeed {
  readonly conversation: Conversation | undefined;
}

export const emptyConversation: ConversationFeed = { ...emptyRoom, conversation: undefined };

/** An answer to "how does it stand"; one asked for before the latest event moves nothing. */
export function takeConversation(
  feed: ConversationFeed,
  answer: { conversation: Conversation } & Pick<Asked, 'heardEvents'>,
): ConversationFeed {
  if (feed.conversation && answer.heardEvents < feed.heardEvents) return feed;
  return { ...feed, conversation: answer.conversation };
}

/** It was closed, or opened anew. */
export function takeState(feed: ConversationFeed, state: Conversation['state']): ConversationFeed {
  const heardEvents = feed.heardEvents + 1;
  const { conversation } = feed;
  return { ...feed, heardEvents, conversation: conversation && { ...conversation, state } };
}
