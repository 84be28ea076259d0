import { useEffect, useState } from 'react';
import { serverNow } from '../../api/server-clock';

/** The server's time in ms, updated every `everyMs` while the tab is visible. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const update = (): void => setNow(serverNow());
    const timer = setInterval(() => document.hidden || update(), everyMs);
    document.addEventListener('visibilitychange', update);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  }, [everyMs]);
  return now;
}
