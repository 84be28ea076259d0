import { useMemo, useSyncExternalStore } from 'react';
import { useMe } from '../../api/auth-queries';
import type { SignedIn } from '../../api/api-types';
import { forgetWordsOfOthers } from '../../realtime/kept-words';
import type { RoomView } from '../../realtime/room-store';
import type { SessionFeed } from '../../realtime/session-feed';
import { sessionStore } from '../../realtime/session-store';
import type { SessionStore } from '../../realtime/session-store';

export interface OpenedRoom extends SessionStore {
  view: RoomView<SessionFeed>;
  me: SignedIn['user'];
}

/** The room of a session, alive for as long as it is shown. */
export function useRoom(sessionId: string): OpenedRoom {
  const me = useMe();
  const room = useMemo(() => {
    forgetWordsOfOthers(me.id);
    return sessionStore(sessionId, me.id);
  }, [me.id, sessionId]);
  const view = useSyncExternalStore(room.store.subscribe, room.store.read);
  return { ...room, view, me };
}
