import { useMemo, useSyncExternalStore } from 'react';
import type { SignedIn } from '../../api/api-types';
import { useMe } from '../../api/auth-queries';
import { ChatStore } from './chat-store';
import type { ChatSnapshot } from './chat-snapshot';
import type { StrategyFactory } from './chat-strategy';

export interface Chat<Details> {
  store: ChatStore<Details>;
  snapshot: ChatSnapshot<Details>;
  me: SignedIn['user'];
}

/** One conversation of any kind, live while the component is mounted. */
export function useChat<Details>(
  createStrategy: StrategyFactory<Details>,
  id: string,
): Chat<Details> {
  const me = useMe();
  const store = useMemo(
    () => new ChatStore(createStrategy(id, me.id), me.id),
    [createStrategy, id, me.id],
  );
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
  return { store, snapshot, me };
}
