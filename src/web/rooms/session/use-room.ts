import { useMemo, useSyncExternalStore } from 'react';
import { useMe } from '../../api/auth-queries';
import type { SignedIn } from '../../api/api-types';
import { clearUnsentOfOtherUsers } from '../../realtime/kept-words';
import type { ChatSnapshot } from '../../realtime/room-store';
import type { SessionChatState } from '../../realtime/session-feed';
import { createSessionChat } from '../../realtime/session-store';
import type { SessionChat } from '../../realtime/session-store';

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
