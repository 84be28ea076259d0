import { useEffect, useState } from 'react';
import { serverNow } from '../../api/server-clock';

/** The time by the server's clock, told anew every so often; stands still while the tab is hidden. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tell = (): void => setNow(serverNow());
    const timer = setInterval(() => document.hidden || tell(), everyMs);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [everyMs]);
  return now;
}
