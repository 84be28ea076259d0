import { useMemo, useSyncExternalStore } from 'react';
import { useMe } from '../../api/auth-queries';
import type { SignedIn } from '../../api/api-types';
import { forgetWordsOfOthers } from '../../realtime/kept-words';
import { roomApi } from '../../realtime/room-api';
import { RoomStore } from '../../realtime/room-store';
import type { RoomView } from '../../realtime/room-store';

export interface OpenedRoom {
  store: RoomStore;
  view: RoomView;
  me: SignedIn['user'];
}

/** The room of a session, alive for as long as it is shown. */
export function useRoom(sessionId: string): OpenedRoom {
  const me = useMe();
  const store = useMemo(() => {
    forgetWordsOfOthers(me.id);
    return new RoomStore({ api: roomApi(sessionId), personId: me.id, sessionId });
  }, [me.id, sessionId]);
  const view = useSyncExternalStore(store.subscribe, store.read);
  return { store, view, me };
}
