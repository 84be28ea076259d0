import { sessionApi } from './room-api';
import { AblyTransport } from './room-line';
import { ChatStore } from './room-store';
import type { SessionChatState } from './session-feed';
import { applySession } from './session-feed';
import { sessionStrategy } from './session-subject';

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
