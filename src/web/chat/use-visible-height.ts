import { useEffect } from 'react';

/**
 * Keeps the composer above the keyboard of a phone: where the page does not shrink by itself when
 * the keyboard comes (Safari), its height follows what is left to see.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return undefined;
    const { style } = document.documentElement;
    const fit = (): void => {
      const isCovered = window.innerHeight - viewport.height > 1 && viewport.scale === 1;
      if (isCovered) {
        style.setProperty('--visible-height', `${viewport.height}px`);
        window.scrollTo(0, 0);
      } else style.removeProperty('--visible-height');
    };
    viewport.addEventListener('resize', fit);
    return () => {
      viewport.removeEventListener('resize', fit);
      style.removeProperty('--visible-height');
    };
  }, []);
}
