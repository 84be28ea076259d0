import { useLayoutEffect } from 'react';
import { useStoreValue, ValueStore } from '../../state/value-store';

/** The number of pages that ask for full height. */
const requests = new ValueStore(0);

/** Gives the layout exactly the window's height: the content scrolls, not the page. */
export function useFullHeight(isEnabled: boolean): void {
  useLayoutEffect(() => {
    if (!isEnabled) return undefined;
    requests.set(requests.get() + 1);
    return () => requests.set(requests.get() - 1);
  }, [isEnabled]);
}

/** For the layout: whether a page asked for full height. */
export function useIsFullHeight(): boolean {
  return useStoreValue(requests) > 0;
}
