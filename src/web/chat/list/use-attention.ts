import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/**
 * Whether somebody is likely to be reading here. One of several rooms side by side must be under
 * the pointer or hold the focus: what is merely on the screen has not been read.
 */
export function useAttention(room: RefObject<HTMLElement | null>, isOneOfMany: boolean): boolean {
  const [isLooking, setLooking] = useState(isPageInFront);
  const [isHere, setHere] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const look = (): void => setLooking(isPageInFront());
    document.addEventListener('visibilitychange', look, { signal });
    window.addEventListener('focus', look, { signal });
    window.addEventListener('blur', look, { signal });
    const element = room.current;
    for (const come of ['pointerenter', 'focusin', 'pointerdown']) {
      element?.addEventListener(come, () => setHere(true), { signal });
    }
    element?.addEventListener(
      'pointerleave',
      () => setHere(element.contains(document.activeElement)),
      { signal },
    );
    element?.addEventListener('focusout', () => setHere(element.matches(':hover')), { signal });
    return () => stop.abort();
  }, [room]);
  return isLooking && (isHere || !isOneOfMany);
}

function isPageInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
