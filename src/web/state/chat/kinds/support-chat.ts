import { api } from '../../../api/api-client';
import type { MessagePage, SupportDetail, SupportMessage } from '../../../api/api-types';
import { ChatStore } from '../chat-store';
import { toMessage, toMessagePage } from './support-state';
import type { SupportChatState } from './support-state';
import { SupportTransport } from '../../transport/support-transport';
import { supportStrategy } from './support-strategy';

const LATEST_LIMIT = 40;
const BEFORE_LIMIT = 60;
const AFTER_LIMIT = 100;

/** The store of one person's view of a support room. */
export function createSupportChat(roomId: string, personId: string): ChatStore<SupportChatState> {
  const path = `/api/chat/rooms/${encodeURIComponent(roomId)}`;
  const detail = (query: Record<string, string | number>): Promise<SupportDetail> =>
    api.get<SupportDetail>(path, query);
  const page = async (query: Record<string, string | number>): Promise<MessagePage> =>
    toMessagePage(await detail(query), personId);
  const line = {
    sayTyping: (isTyping: boolean) => api.post(`${path}/typing`, { isTyping }),
  };
  return new ChatStore({
    api: {
      listLatest: () => page({ limit: LATEST_LIMIT }),
      listAfter: (afterSeq) => page({ afterSeq, limit: AFTER_LIMIT }),
      listBefore: (before) => page({ before, limit: BEFORE_LIMIT }),
      sendMessage: async ({ id, text }) => {
        const draft = { message: text, messageType: 'TEXT', clientMessageId: id };
        return toMessage(await api.post<SupportMessage>(path, draft));
      },
      markRead: (upToSeq) => api.post(`${path}/read`, { upToSeq }),
    },
    strategy: supportStrategy({ room: () => detail({ limit: 1 }) }, personId),
    createTransport: ({ listener }) => new SupportTransport(roomId, line, listener),
    userId: personId,
    storageKey: `support-${roomId}`,
  });
}
