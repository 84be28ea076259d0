import { useMemo, useSyncExternalStore } from 'react';
import { useMe } from '../../api/auth-queries';
import type { SignedIn } from '../../api/api-types';
import { clearUnsentOfOtherUsers } from '../../state/chat/unsent-storage';
import type { ChatSnapshot } from '../../state/chat/chat-store';
import type { SessionChatState } from '../../state/chat/kinds/session-state';
import { createSessionChat } from '../../state/chat/kinds/session-chat';
import type { SessionChat } from '../../state/chat/kinds/session-chat';

export interface OpenedSessionChat extends SessionChat {
  view: ChatSnapshot<SessionChatState>;
  me: SignedIn['user'];
}

/** The room of a session, alive for as long as it is shown. */
export function useSessionChat(sessionId: string): OpenedSessionChat {
  const me = useMe();
  const room = useMemo(() => {
    clearUnsentOfOtherUsers(me.id);
    return createSessionChat(sessionId, me.id);
  }, [me.id, sessionId]);
  const view = useSyncExternalStore(room.store.subscribe, room.store.getSnapshot);
  return { ...room, view, me };
}
