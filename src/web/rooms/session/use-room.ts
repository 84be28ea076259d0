import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { SIGNED_IN_KEY, useMe } from '../../api/auth-queries';
import type { SignedIn } from '../../api/api-types';
import { forgetWordsOfOthers } from '../../realtime/kept-words';
import { roomApi } from '../../realtime/room-api';
import { RoomStore } from '../../realtime/room-store';
import type { RoomView } from '../../realtime/room-store';

export interface Room {
  store: RoomStore;
  view: RoomView;
  me: SignedIn['user'];
}

/** The room of a session, alive for as long as it is shown. */
export function useRoom(sessionId: string): Room {
  const client = useQueryClient();
  const me = useMe();
  const store = useMemo(() => {
    forgetWordsOfOthers(me.id);
    return new RoomStore({
      api: roomApi(sessionId),
      personId: me.id,
      sessionId,
      onSignInDoubtful: () => void client.invalidateQueries({ queryKey: SIGNED_IN_KEY }),
    });
  }, [client, me.id, sessionId]);
  const view = useSyncExternalStore(store.subscribe, store.read);
  return { store, view, me };
}
