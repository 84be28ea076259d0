import type { Conversation } from '../../../api/api-types';
import { parseConversationChanged } from '../../transport/channel-events';
import { emptyDirectChat, applyConversation, applyConversationState } from './direct-state';
import type { DirectChatState } from './direct-state';
import { quietPollDelay } from '../poll-delay';
import type { ChatStrategy, ChatPhase } from '../chat-strategy';

/** A room about two people who may write to each other at any time. */
export function directStrategy(api: {
  conversation(): Promise<Conversation>;
}): ChatStrategy<DirectChatState> {
  return {
    initialState: emptyDirectChat,
    fetchDetails: async () => {
      const conversation = await api.conversation();
      return (feed, asked) => applyConversation(feed, { ...asked, conversation });
    },
    applyEvent: (feed, name, data) => {
      const event = name === 'conversation-changed' ? parseConversationChanged(data) : undefined;
      return event ? applyConversationState(feed, event.state) : feed;
    },
    phase: ({ conversation }) => stageOf(conversation),
    pollDelay: (feed, at) => quietPollDelay(feed.conversation?.state === 'closed', at),
    conversationId: ({ conversation }) => conversation?.id,
    otherMemberIds: ({ conversation }, personId) =>
      (conversation?.members ?? []).map(({ id }) => id).filter((id) => id !== personId),
  };
}

function stageOf(conversation: Conversation | undefined): ChatPhase {
  if (!conversation) return 'unknown';
  if (conversation.state === 'not_open') return 'waiting';
  return conversation.state === 'closed' ? 'over' : 'open';
}
