import { api } from '../../../api/api-client';
import type { Message, MessagePage, Session, SessionToken } from '../../../api/api-types';
import { afterDelay } from '../../schedule';
import { AblyTransport } from '../../transport/ably-transport';
import { parseSessionStatus } from '../../transport/channel-events';
import type { ChatStore } from '../chat-store';
import { historyApi } from '../chat-strategy';
import type { ChatPhase, ChatStrategy, StateUpdate } from '../chat-strategy';
import { sessionPollDelay } from '../poll-delay';
import { applySession, applyStatusEvent } from './session-details';
import type { SessionDetails } from './session-details';

const PHASES: Record<SessionDetails['status'], ChatPhase> = {
  pending: 'scheduled',
  active: 'open',
  completed: 'ended',
  cancelled: 'ended',
};

/** A counseling session: it opens and closes by its timeline, announced on its channel. */
export function sessionStrategy(sessionId: string, userId: string): ChatStrategy<SessionDetails> {
  const path = pathOf(sessionId);
  return {
    storageKey: sessionId,
    keepsHistory: true,
    api: {
      ...historyApi((query) => api.get<MessagePage>('/chat/history', { sessionId, ...query })),
      sendMessage: ({ id, text }) =>
        api.post<Message>('/chat/messages', {
          sessionId,
          message: text,
          messageType: 'text',
          clientMessageId: id,
        }),
      markRead: (upToSeq) => api.put(`${path}/read`, { upToSeq }),
    },
    createTransport: (handlers) =>
      new AblyTransport({
        userId,
        handlers,
        issueToken: () => api.get<SessionToken>('/chat/ably-token', { sessionId }),
        sendTyping: (isTyping) => api.post(`${path}/typing`, { isTyping }),
        schedule: afterDelay,
      }),
    fetchDetails: async () => sessionUpdate(await api.get<Session>(path)),
    applyEvent: (state, name, data) => {
      const event = name === 'session-status' ? parseSessionStatus(data) : undefined;
      return event ? applyStatusEvent(state, event, Date.now()) : state;
    },
    phase: ({ status }) => PHASES[status],
    pollDelay: sessionPollDelay,
    conversationId: ({ conversationId }) => conversationId,
    otherMemberIds: ({ clientId, psychologistId }) =>
      [clientId, psychologistId].filter((id) => id !== userId),
  };
}

/** Ends the session for both members; rejects with the API's refusal. */
export function endSession(store: ChatStore<SessionDetails>, sessionId: string): Promise<void> {
  return store.runAction(async () =>
    sessionUpdate(await api.put<Session>(`${pathOf(sessionId)}/end`)),
  );
}

export function sessionUpdate(session: Session): StateUpdate<SessionDetails> {
  return (state, context) => applySession(state, { session, ...context });
}

function pathOf(sessionId: string): string {
  return `/chat/sessions/${encodeURIComponent(sessionId)}`;
}
