import { useEffect } from 'react';

const COUNT_PREFIX = /^\(\d+\+?\) /;

/** Prefixes the document title with the number of unread messages, for tabs in the background. */
export function useUnreadTitle(count: number): void {
  useEffect(() => {
    const plain = document.title.replace(COUNT_PREFIX, '');
    document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${plain}` : plain;
    return () => {
      document.title = document.title.replace(COUNT_PREFIX, '');
    };
  }, [count]);
}
