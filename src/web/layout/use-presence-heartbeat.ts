import { useEffect } from 'react';
import { api } from '../api/api-client';
import { newId } from '../state/new-id';

const deviceId = newId();
/** Used until the API returns an interval. */
const DEFAULT_INTERVAL_SECONDS = 8;

/** Reports `online` while the page is visible, and `away` once when it is hidden. */
export function usePresenceHeartbeat(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isStopped = false;
    const beat = async (): Promise<void> => {
      clearTimeout(timer);
      const isVisible = document.visibilityState === 'visible';
      const seconds = await sendPresence(isVisible ? 'online' : 'away');
      clearTimeout(timer);
      // Without further heartbeats the API reports the user offline after a while.
      if (isVisible && !isStopped) timer = setTimeout(() => void beat(), seconds * 1_000);
    };
    const onVisibilityChange = (): void => void beat();
    document.addEventListener('visibilitychange', onVisibilityChange);
    void beat();
    return () => {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibilityChange);
    };
  }, []);
}

/** Returns the seconds until the next heartbeat; failures are ignored. */
async function sendPresence(status: 'online' | 'away'): Promise<number> {
  try {
    const body = { deviceId, status, platform: 'web' } as const;
    return (await api.post('/api/presence', { body })).nextBeatIn;
  } catch {
    return DEFAULT_INTERVAL_SECONDS;
  }
}
