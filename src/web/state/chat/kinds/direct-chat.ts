import { api } from '../../../api/api-client';
import type { Conversation, ConversationToken, Message, MessagePage } from '../../../api/api-types';
import type { DirectChatState } from './direct-state';
import { directStrategy } from './direct-strategy';
import { AblyTransport } from '../../transport/ably-transport';
import { ChatStore } from '../chat-store';

const LATEST_LIMIT = 40;
const BEFORE_LIMIT = 60;
const AFTER_LIMIT = 100;

/** The store of one person's room of a conversation outside sessions. */
export function createDirectChat(
  conversationId: string,
  personId: string,
): ChatStore<DirectChatState> {
  const path = `/conversations/${encodeURIComponent(conversationId)}`;
  const history = (query: Record<string, string | number>): Promise<MessagePage> =>
    api.get<MessagePage>(`${path}/messages`, query);
  const line = {
    issueToken: () => api.get<ConversationToken>(`${path}/ably-token`),
    sendTyping: (isTyping: boolean) => api.post(`${path}/typing`, { isTyping }),
  };
  return new ChatStore({
    api: {
      listLatest: () => history({ limit: LATEST_LIMIT }),
      listAfter: (afterSeq) => history({ afterSeq, limit: AFTER_LIMIT }),
      listBefore: (before) => history({ before, limit: BEFORE_LIMIT }),
      sendMessage: ({ id, text }) =>
        api.post<Message>(`${path}/messages`, { message: text, clientMessageId: id }),
      markRead: (upToSeq) => api.put(`${path}/read`, { upToSeq }),
    },
    strategy: directStrategy({ conversation: () => api.get<Conversation>(path) }),
    createTransport: (parts) => new AblyTransport(line, personId, parts),
    userId: personId,
    storageKey: `conversation-${conversationId}`,
  });
}
