import { api } from '../api/api-client';
import type { Conversation, ConversationToken, Message, MessagePage } from '../api/api-types';
import type { ConversationFeed } from './conversation-feed';
import { conversationSubject } from './conversation-subject';
import { RoomLine } from './room-line';
import { RoomStore } from './room-store';

const NEWEST = 40;
const OLDER = 60;
const MISSED = 100;

/** The store of one person's room of a conversation outside sessions. */
export function conversationStore(
  conversationId: string,
  personId: string,
): RoomStore<ConversationFeed> {
  const path = `/conversations/${encodeURIComponent(conversationId)}`;
  const history = (query: Record<string, string | number>): Promise<MessagePage> =>
    api.get<MessagePage>(`${path}/messages`, query);
  const line = {
    token: () => api.get<ConversationToken>(`${path}/ably-token`),
    sayTyping: (isTyping: boolean) => api.post(`${path}/typing`, { isTyping }),
  };
  return new RoomStore({
    api: {
      newest: () => history({ limit: NEWEST }),
      missed: (afterSeq) => history({ afterSeq, limit: MISSED }),
      older: (before) => history({ before, limit: OLDER }),
      post: ({ id, text }) =>
        api.post<Message>(`${path}/messages`, { message: text, clientMessageId: id }),
      markRead: (upToSeq) => api.put(`${path}/read`, { upToSeq }),
    },
    subject: conversationSubject({ conversation: () => api.get<Conversation>(path) }),
    line: (parts) => new RoomLine(line, personId, parts),
    personId,
    roomId: `conversation-${conversationId}`,
  });
}
