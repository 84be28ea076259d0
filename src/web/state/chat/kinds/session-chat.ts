import { sessionApi } from './session-api';
import { AblyTransport } from '../../transport/ably-transport';
import { ChatStore } from '../chat-store';
import type { SessionChatState } from './session-state';
import { applySession } from './session-state';
import { sessionStrategy } from './session-strategy';

/** The store of one person's room of a session, and the way to end it for both. */
export interface SessionChat {
  store: ChatStore<SessionChatState>;
  end: () => Promise<void>;
}

export function createSessionChat(sessionId: string, personId: string): SessionChat {
  const api = sessionApi(sessionId);
  const store = new ChatStore({
    api,
    strategy: sessionStrategy(api),
    createTransport: (parts) => new AblyTransport(api, personId, parts),
    userId: personId,
    storageKey: sessionId,
  });
  const end = (): Promise<void> =>
    store.runAction(async () => {
      const session = await api.endSession();
      return (feed, asked) => applySession(feed, { ...asked, session });
    });
  return { store, end };
}
