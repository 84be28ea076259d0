import { api } from '../api/api-client';
import type { MessagePage, SupportDetail, SupportMessage } from '../api/api-types';
import { RoomStore } from './room-store';
import { messageOf, pageOf } from './support-feed';
import type { SupportFeed } from './support-feed';
import { SupportLine } from './support-line';
import { supportSubject } from './support-subject';

const NEWEST = 40;
const OLDER = 60;
const MISSED = 100;

/** The store of one person's view of a support room. */
export function supportStore(roomId: string, personId: string): RoomStore<SupportFeed> {
  const path = `/api/chat/rooms/${encodeURIComponent(roomId)}`;
  const detail = (query: Record<string, string | number>): Promise<SupportDetail> =>
    api.get<SupportDetail>(path, query);
  const page = async (query: Record<string, string | number>): Promise<MessagePage> =>
    pageOf(await detail(query), personId);
  const line = {
    sayTyping: (isTyping: boolean) => api.post(`${path}/typing`, { isTyping }),
  };
  return new RoomStore({
    api: {
      newest: () => page({ limit: NEWEST }),
      missed: (afterSeq) => page({ afterSeq, limit: MISSED }),
      older: (before) => page({ before, limit: OLDER }),
      post: async ({ id, text }) => {
        const draft = { message: text, messageType: 'TEXT', clientMessageId: id };
        return messageOf(await api.post<SupportMessage>(path, draft));
      },
      markRead: (upToSeq) => api.post(`${path}/read`, { upToSeq }),
    },
    subject: supportSubject({ room: () => detail({ limit: 1 }) }, personId),
    line: ({ listener }) => new SupportLine(roomId, line, listener),
    personId,
    roomId: `support-${roomId}`,
  });
}
