import { useEffect } from 'react';
import { api } from '../api/api-client';
import { newId } from '../state/new-id';

const deviceId = newId();
/** Until the API says how often it wants to hear of us. */
const DEFAULT_INTERVAL_SECONDS = 8;

/** Says that I am here while the page is seen, and once that I am away when it no longer is. */
export function usePresenceHeartbeat(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const beat = async (): Promise<void> => {
      clearTimeout(timer);
      const isSeen = document.visibilityState === 'visible';
      const seconds = await sendPresence(isSeen ? 'online' : 'away');
      clearTimeout(timer);
      // Whoever is not heard of any more is offline after a while, without a word.
      if (isSeen && !isOver) timer = setTimeout(() => void beat(), seconds * 1_000);
    };
    const look = (): void => void beat();
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
}

/** Seconds until the next one is due; that nobody heard this one matters to nobody. */
async function sendPresence(status: 'online' | 'away'): Promise<number> {
  try {
    const body = { deviceId, status, platform: 'web' };
    return (await api.post<{ nextBeatIn: number }>('/api/presence', body)).nextBeatIn;
  } catch {
    return DEFAULT_INTERVAL_SECONDS;
  }
}
