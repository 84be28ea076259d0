import { api } from '../../../api/api-client';
import type { Conversation } from '../../../api/api-types';
import { afterDelay } from '../../schedule';
import { AblyTransport } from '../../transport/ably-transport';
import { parseConversationChanged } from '../../transport/channel-events';
import { applyDetails, changeDetails } from '../chat-state';
import { historyApi } from '../chat-strategy';
import type { ChatPhase, ChatStrategy } from '../chat-strategy';
import { quietPollDelay } from '../poll-delay';

const PHASES: Record<Conversation['state'], ChatPhase> = {
  not_open: 'scheduled',
  open: 'open',
  resolved: 'open',
  closed: 'ended',
};

const MESSAGES = '/api/v1/conversations/{conversationId}/messages';

/** A conversation outside sessions; once closed, its members may not read it any more. */
export function directStrategy(conversationId: string, userId: string): ChatStrategy<Conversation> {
  const path = { conversationId };
  return {
    storageKey: `conversation-${conversationId}`,
    keepsHistory: false,
    api: {
      ...historyApi((query) => api.get(MESSAGES, { path, query })),
      sendMessage: ({ id, text }) =>
        api.post(MESSAGES, { path, body: { message: text, clientMessageId: id } }),
      markRead: (upToSeq) =>
        api.put('/api/v1/conversations/{conversationId}/read', { path, body: { upToSeq } }),
    },
    createTransport: (handlers) =>
      new AblyTransport({
        userId,
        handlers,
        issueToken: () => api.get('/api/v1/conversations/{conversationId}/ably-token', { path }),
        sendTyping: (isTyping) =>
          api.post('/api/v1/conversations/{conversationId}/typing', { path, body: { isTyping } }),
        schedule: afterDelay,
      }),
    fetchDetails: async () => {
      const conversation = await api.get('/api/v1/conversations/{conversationId}', { path });
      return (state, context) => applyDetails(state, conversation, context);
    },
    applyEvent: (state, name, data) => {
      const event = name === 'conversation-changed' ? parseConversationChanged(data) : undefined;
      return event ? changeDetails(state, { state: event.state }) : state;
    },
    phase: ({ state }) => PHASES[state],
    pollDelay: (conversation, context) =>
      conversation?.state === 'closed' ? undefined : quietPollDelay(context),
    conversationId: ({ id }) => id,
    otherMemberIds: ({ members }) => members.map(({ id }) => id).filter((id) => id !== userId),
  };
}
