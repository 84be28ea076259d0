import { api } from '../api/api-client';
import type { Message, MessagePage, Session, SessionToken } from '../api/api-types';
import type { WaitingMessage } from './kept-words';

const NEWEST = 40;
const OLDER = 60;
const MISSED = 100;

/** What every room asks of our API. */
export interface RoomApi {
  newest(): Promise<MessagePage>;
  missed(afterSeq: number): Promise<MessagePage>;
  older(beforeId: string): Promise<MessagePage>;
  post(message: WaitingMessage): Promise<Message>;
  markRead(upToSeq: number): Promise<unknown>;
}

/** What the room of a session asks besides. */
export interface SessionApi extends RoomApi {
  session(): Promise<Session>;
  end(): Promise<Session>;
  sayTyping(isTyping: boolean): Promise<unknown>;
  token(): Promise<SessionToken>;
}

export function sessionApi(sessionId: string): SessionApi {
  const path = `/chat/sessions/${encodeURIComponent(sessionId)}`;
  const history = (query: Record<string, string | number>): Promise<MessagePage> =>
    api.get<MessagePage>('/chat/history', { sessionId, ...query });
  return {
    session: () => api.get<Session>(path),
    newest: () => history({ limit: NEWEST }),
    missed: (afterSeq) => history({ afterSeq, limit: MISSED }),
    older: (before) => history({ before, limit: OLDER }),
    post: ({ id, text }) =>
      api.post<Message>('/chat/messages', {
        sessionId,
        message: text,
        messageType: 'text',
        clientMessageId: id,
      }),
    markRead: (upToSeq) => api.put(`${path}/read`, { upToSeq }),
    end: () => api.put<Session>(`${path}/end`),
    sayTyping: (isTyping) => api.post(`${path}/typing`, { isTyping }),
    token: () => api.get<SessionToken>('/chat/ably-token', { sessionId }),
  };
}
