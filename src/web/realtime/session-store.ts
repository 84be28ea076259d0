import { sessionApi } from './room-api';
import { RoomLine } from './room-line';
import { RoomStore } from './room-store';
import type { SessionFeed } from './session-feed';
import { takeSession } from './session-feed';
import { sessionSubject } from './session-subject';

/** The store of one person's room of a session, and the way to end it for both. */
export interface SessionStore {
  store: RoomStore<SessionFeed>;
  end: () => Promise<void>;
}

export function sessionStore(sessionId: string, personId: string): SessionStore {
  const api = sessionApi(sessionId);
  const store = new RoomStore({
    api,
    subject: sessionSubject(api),
    line: (parts) => new RoomLine(api, personId, parts),
    personId,
    roomId: sessionId,
  });
  const end = (): Promise<void> =>
    store.act(async () => {
      const session = await api.end();
      return (feed, asked) => takeSession(feed, { ...asked, session });
    });
  return { store, end };
}
