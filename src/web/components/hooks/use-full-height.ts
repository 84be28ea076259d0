import { useLayoutEffect, useSyncExternalStore } from 'react';

let requests = 0;
const listeners = new Set<() => void>();

function changeRequests(by: 1 | -1): void {
  requests += by;
  for (const listener of listeners) listener();
}

/** Gives the layout exactly the window's height: the content scrolls, not the page. */
export function useFullHeight(isEnabled: boolean): void {
  useLayoutEffect(() => {
    if (!isEnabled) return undefined;
    changeRequests(1);
    return () => changeRequests(-1);
  }, [isEnabled]);
}

/** For the layout: whether a page asked for full height. */
export function useIsFullHeight(): boolean {
  return useSyncExternalStore(subscribe, () => requests > 0);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
