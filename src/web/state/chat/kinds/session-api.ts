import { api } from '../../../api/api-client';
import type { Message, MessagePage, Session, SessionToken } from '../../../api/api-types';
import type { UnsentMessage } from '../unsent-storage';

const LATEST_LIMIT = 40;
const BEFORE_LIMIT = 60;
const AFTER_LIMIT = 100;

/** What every room asks of our API. */
export interface ChatApi {
  listLatest(): Promise<MessagePage>;
  listAfter(afterSeq: number): Promise<MessagePage>;
  listBefore(beforeId: string): Promise<MessagePage>;
  sendMessage(message: UnsentMessage): Promise<Message>;
  markRead(upToSeq: number): Promise<unknown>;
}

/** What the room of a session asks besides. */
export interface SessionApi extends ChatApi {
  getSession(): Promise<Session>;
  endSession(): Promise<Session>;
  sendTyping(isTyping: boolean): Promise<unknown>;
  issueToken(): Promise<SessionToken>;
}

export function sessionApi(sessionId: string): SessionApi {
  const path = `/chat/sessions/${encodeURIComponent(sessionId)}`;
  const history = (query: Record<string, string | number>): Promise<MessagePage> =>
    api.get<MessagePage>('/chat/history', { sessionId, ...query });
  return {
    getSession: () => api.get<Session>(path),
    listLatest: () => history({ limit: LATEST_LIMIT }),
    listAfter: (afterSeq) => history({ afterSeq, limit: AFTER_LIMIT }),
    listBefore: (before) => history({ before, limit: BEFORE_LIMIT }),
    sendMessage: ({ id, text }) =>
      api.post<Message>('/chat/messages', {
        sessionId,
        message: text,
        messageType: 'text',
        clientMessageId: id,
      }),
    markRead: (upToSeq) => api.put(`${path}/read`, { upToSeq }),
    endSession: () => api.put<Session>(`${path}/end`),
    sendTyping: (isTyping) => api.post(`${path}/typing`, { isTyping }),
    issueToken: () => api.get<SessionToken>('/chat/ably-token', { sessionId }),
  };
}
