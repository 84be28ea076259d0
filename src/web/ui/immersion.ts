import { useLayoutEffect, useSyncExternalStore } from 'react';

let wishes = 0;
const listeners = new Set<() => void>();

function wish(by: 1 | -1): void {
  wishes += by;
  for (const listener of listeners) listener();
}

/** Asks the frame for exactly the height of the window: the room scrolls inside, not the page. */
export function useImmersion(isWished: boolean): void {
  useLayoutEffect(() => {
    if (!isWished) return undefined;
    wish(1);
    return () => wish(-1);
  }, [isWished]);
}

/** For the frame: whether a room asked for it. */
export function useIsImmersed(): boolean {
  return useSyncExternalStore(subscribe, () => wishes > 0);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
