import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Space below each mounted element, in pixels. */
const insets = new Map<Element, number>();

/** Keeps toasts out of the space below an element, so that they never cover the controls there. */
export function useToastInset(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setInset(element, spaceBelow(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      setInset(element, 0);
    };
  }, []);
  return ref;
}

/** Zero for a hidden element. */
function spaceBelow(element: Element): number {
  const { bottom, height } = element.getBoundingClientRect();
  return height === 0 ? 0 : Math.max(0, window.innerHeight - bottom);
}

function setInset(element: Element, inset: number): void {
  if (inset === 0) insets.delete(element);
  else insets.set(element, inset);
  const { style } = document.documentElement;
  style.setProperty('--toast-inset', `${Math.max(0, ...insets.values())}px`);
}
