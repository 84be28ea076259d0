import { parseSessionStatus } from '../../transport/channel-events';
import { sessionPollDelay } from '../poll-delay';
import type { SessionApi } from './session-api';
import type { ChatStrategy, ChatPhase } from '../chat-strategy';
import { emptySessionChat, applySession, applyStatusEvent } from './session-state';
import type { SessionDetails, SessionChatState } from './session-state';

const PHASES: Record<SessionDetails['status'], ChatPhase> = {
  pending: 'waiting',
  active: 'open',
  completed: 'over',
  cancelled: 'over',
};

/** A room about a session: it opens and closes by itself, and says so on its channel. */
export function sessionStrategy(
  api: Pick<SessionApi, 'getSession'>,
): ChatStrategy<SessionChatState> {
  return {
    initialState: emptySessionChat,
    fetchDetails: async () => {
      const session = await api.getSession();
      return (feed, asked) => applySession(feed, { ...asked, session });
    },
    applyEvent: (feed, name, data) => {
      const event = name === 'session-status' ? parseSessionStatus(data) : undefined;
      return event ? applyStatusEvent(feed, event, Date.now()) : feed;
    },
    phase: ({ session }) => (session ? PHASES[session.status] : 'unknown'),
    pollDelay: ({ session }, at) => sessionPollDelay(session, at),
    conversationId: ({ session }) => session?.conversationId,
    otherMemberIds: ({ session }, personId) =>
      session ? [session.clientId, session.psychologistId].filter((id) => id !== personId) : [],
  };
}
