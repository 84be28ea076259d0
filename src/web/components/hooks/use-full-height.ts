import { useLayoutEffect, useSyncExternalStore } from 'react';

let requests = 0;
const listeners = new Set<() => void>();

function changeRequests(by: 1 | -1): void {
  requests += by;
  for (const listener of listeners) listener();
}

/** Asks the frame for exactly the height of the window: the room scrolls inside, not the page. */
export function useFullHeight(isWished: boolean): void {
  useLayoutEffect(() => {
    if (!isWished) return undefined;
    changeRequests(1);
    return () => changeRequests(-1);
  }, [isWished]);
}

/** For the frame: whether a room asked for it. */
export function useIsFullHeight(): boolean {
  return useSyncExternalStore(subscribe, () => requests > 0);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
