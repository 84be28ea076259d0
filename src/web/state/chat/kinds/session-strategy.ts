import { api } from '../../../api/api-client';
import type { Session } from '../../../api/api-types';
import { ApiError } from '../../../api/api-error';
import { afterDelay } from '../../schedule';
import { AblyTransport } from '../../transport/ably-transport';
import { parseSessionExtension, parseSessionStatus } from '../../transport/channel-events';
import type { ChatStore } from '../chat-store';
import { historyApi } from '../chat-strategy';
import type { ChatPhase, ChatStrategy, StateUpdate } from '../chat-strategy';
import { sessionPollDelay } from '../poll-delay';
import { applyExtensionEvent, applySession, applyStatusEvent } from './session-details';
import type { SessionDetails } from './session-details';

const PHASES: Record<SessionDetails['status'], ChatPhase> = {
  pending: 'scheduled',
  active: 'open',
  completed: 'ended',
  cancelled: 'ended',
};

/** A counseling session: it opens and closes by its timeline, announced on its channel. */
export function sessionStrategy(sessionId: string, userId: string): ChatStrategy<SessionDetails> {
  const path = { sessionId };
  return {
    storageKey: sessionId,
    keepsHistory: true,
    api: {
      ...historyApi((query) => api.get('/api/v1/chat/history', { query: { sessionId, ...query } })),
      sendMessage: async ({ id: clientMessageId, text: message }) => {
        const body = { sessionId, message, messageType: 'text', clientMessageId } as const;
        const sent = await api.post('/api/v1/chat/messages', { body });
        // The care contract shares the route.
        if ('sessionId' in sent) return sent;
        throw new ApiError({ code: 'bad-answer', status: 201, message: 'Not a session message' });
      },
      markRead: (upToSeq) =>
        api.put('/api/v1/chat/sessions/{sessionId}/read', { path, body: { upToSeq } }),
    },
    createTransport: (handlers) =>
      new AblyTransport({
        userId,
        handlers,
        issueToken: () => api.get('/api/v1/chat/ably-token', { query: { sessionId } }),
        sendTyping: (isTyping) =>
          api.post('/api/v1/chat/sessions/{sessionId}/typing', { path, body: { isTyping } }),
        schedule: afterDelay,
      }),
    fetchDetails: async () =>
      sessionUpdate(await api.get('/api/v1/chat/sessions/{sessionId}', { path })),
    applyEvent: (state, name, data) => {
      const event = name === 'session-status' ? parseSessionStatus(data) : undefined;
      if (event) return applyStatusEvent(state, event, Date.now());
      const extension = name === 'session-extension' ? parseSessionExtension(data) : undefined;
      return extension ? applyExtensionEvent(state, extension, Date.now()) : state;
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
    sessionUpdate(
      await api.put('/api/v1/chat/sessions/{sessionId}/end', {
        path: { sessionId },
        once: true,
      }),
    ),
  );
}

const EXTENSION = '/api/v1/chat/sessions/{sessionId}/extension';

/** Asks the other member to extend the session by 15 minutes. */
export function askExtension(store: ChatStore<SessionDetails>, sessionId: string): Promise<void> {
  return store.runAction(async () =>
    sessionUpdate(await api.post(EXTENSION, { path: { sessionId }, once: true })),
  );
}

export function answerExtension(
  store: ChatStore<SessionDetails>,
  sessionId: string,
  agree: boolean,
): Promise<void> {
  return store.runAction(async () =>
    sessionUpdate(await api.put(EXTENSION, { path: { sessionId }, body: { agree }, once: true })),
  );
}

export function sessionUpdate(session: Session): StateUpdate<SessionDetails> {
  return (state, context) => applySession(state, { session, ...context });
}
