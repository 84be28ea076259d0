import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Top edges of the mounted areas, in pixels from the top of the window. */
const tops = new Map<Element, number>();

/**
 * Shows toasts at the top of an element. A chat needs it: the controls that a toast is about are below the
 * message list or in its last message.
 */
export function useToastArea(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => update(element));
    observer.observe(element);
    return () => {
      observer.disconnect();
      tops.delete(element);
      applyTop();
    };
  }, []);
  return ref;
}

/** Ignores hidden elements. */
function update(element: Element): void {
  const { top, height } = element.getBoundingClientRect();
  if (height === 0) tops.delete(element);
  else tops.set(element, top);
  applyTop();
}

function applyTop(): void {
  const { style } = document.documentElement;
  if (tops.size === 0) {
    style.removeProperty('--toast-top');
    style.removeProperty('--toast-bottom');
  } else {
    style.setProperty('--toast-top', `calc(${Math.max(...tops.values())}px + var(--s1))`);
    style.setProperty('--toast-bottom', 'auto');
  }
}
