import { readStatus } from './channel-events';
import { nextSessionLook } from './next-look';
import type { SessionApi } from './room-api';
import type { RoomSubject, Stage } from './room-subject';
import { emptyFeed, takeSession, takeStatus } from './session-feed';
import type { SessionFacts, SessionFeed } from './session-feed';

const STAGES: Record<SessionFacts['status'], Stage> = {
  pending: 'waiting',
  active: 'open',
  completed: 'over',
  cancelled: 'over',
};

/** A room about a session: it opens and closes by itself, and says so on its channel. */
export function sessionSubject(api: Pick<SessionApi, 'session'>): RoomSubject<SessionFeed> {
  return {
    empty: emptyFeed,
    ask: async () => {
      const session = await api.session();
      return (feed, asked) => takeSession(feed, { ...asked, session });
    },
    hear: (feed, name, data) => {
      const event = name === 'session-status' ? readStatus(data) : undefined;
      return event ? takeStatus(feed, event, Date.now()) : feed;
    },
    stage: ({ session }) => (session ? STAGES[session.status] : 'unknown'),
    nextLook: ({ session }, at) => nextSessionLook(session, at),
    conversationId: ({ session }) => session?.conversationId,
    others: ({ session }, personId) =>
      session ? [session.clientId, session.psychologistId].filter((id) => id !== personId) : [],
  };
}
