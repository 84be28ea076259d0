import { useEffect } from 'react';

/**
 * Keeps the composer above the on-screen keyboard: where the page does not shrink with the keyboard
 * (Safari), its height follows the visual viewport.
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
