import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/**
 * Whether the user is likely to be reading `frame`. With several chats on the page it must also be under the
 * pointer or hold the focus: visible messages alone do not count as read.
 */
export function useAttention(frame: RefObject<HTMLElement | null>, isOneOfMany: boolean): boolean {
  const [isInFront, setInFront] = useState(isPageInFront);
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const update = (): void => setInFront(isPageInFront());
    document.addEventListener('visibilitychange', update, { signal });
    window.addEventListener('focus', update, { signal });
    window.addEventListener('blur', update, { signal });
    const element = frame.current;
    for (const event of ['pointerenter', 'focusin', 'pointerdown']) {
      element?.addEventListener(event, () => setFocused(true), { signal });
    }
    element?.addEventListener(
      'pointerleave',
      () => setFocused(element.contains(document.activeElement)),
      { signal },
    );
    element?.addEventListener('focusout', () => setFocused(element.matches(':hover')), { signal });
    return () => controller.abort();
  }, [frame]);
  return isInFront && (isFocused || !isOneOfMany);
}

function isPageInFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
