import { useEffect, useState } from 'react';
import { serverNow } from '../../realtime/session-clock';
import type { SessionClock } from '../../realtime/session-clock';

/** The time by the server's clock as this room knows it, told anew every second. */
export function useServerNow(clock: SessionClock): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tell = (): void => setNow(Date.now());
    const timer = setInterval(tell, 1_000);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tell);
    };
  }, []);
  return serverNow(clock, now);
}
