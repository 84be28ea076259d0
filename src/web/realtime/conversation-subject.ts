import type { Conversation } from '../api/api-types';
import { readChange } from './channel-events';
import { emptyConversation, takeConversation, takeState } from './conversation-feed';
import type { ConversationFeed } from './conversation-feed';
import { nextQuietLook } from './next-look';
import type { RoomSubject, Stage } from './room-subject';

/** A room about two people who may write to each other at any time. */
export function conversationSubject(api: {
  conversation(): Promise<Conversation>;
}): RoomSubject<ConversationFeed> {
  return {
    empty: emptyConversation,
    ask: async () => {
      const conversation = await api.conversation();
      return (feed, asked) => takeConversation(feed, { ...asked, conversation });
    },
    hear: (feed, name, data) => {
      const event = name === 'conversation-changed' ? readChange(data) : undefined;
      return event ? takeState(feed, event.state) : feed;
    },
    stage: ({ conversation }) => stageOf(conversation),
    nextLook: (feed, at) => nextQuietLook(feed.conversation?.state === 'closed', at),
    conversationId: ({ conversation }) => conversation?.id,
    others: ({ conversation }, personId) =>
      (conversation?.members ?? []).map(({ id }) => id).filter((id) => id !== personId),
  };
}

function stageOf(conversation: Conversation | undefined): Stage {
  if (!conversation) return 'unknown';
  if (conversation.state === 'not_open') return 'waiting';
  return conversation.state === 'closed' ? 'over' : 'open';
}
