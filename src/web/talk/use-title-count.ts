import { useEffect } from 'react';

const COUNTED = /^\(\d+\+?\) /;

/** Puts the number of unread messages before the title of the window, for a tab in the background. */
export function useTitleCount(count: number): void {
  useEffect(() => {
    const plain = document.title.replace(COUNTED, '');
    document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${plain}` : plain;
    return () => {
      document.title = document.title.replace(COUNTED, '');
    };
  }, [count]);
}
