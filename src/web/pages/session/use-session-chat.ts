import {
  answerExtension,
  askExtension,
  endSession,
  sessionStrategy,
} from '../../state/chat/kinds/session-strategy';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { useChat } from '../../state/chat/use-chat';
import type { Chat } from '../../state/chat/use-chat';

export interface OpenedSessionChat extends Chat<SessionDetails> {
  /** Ends the session for both members. */
  end: () => Promise<void>;
  askExtension: () => Promise<void>;
  answerExtension: (agree: boolean) => Promise<void>;
}

export function useSessionChat(sessionId: string): OpenedSessionChat {
  const chat = useChat(sessionStrategy, sessionId);
  const { store } = chat;
  return {
    ...chat,
    end: () => endSession(store, sessionId),
    askExtension: () => askExtension(store, sessionId),
    answerExtension: (agree) => answerExtension(store, sessionId, agree),
  };
}
