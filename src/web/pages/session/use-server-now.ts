import { useSyncExternalStore } from 'react';
import { estimateServerTime } from '../../state/chat/clock-estimate';
import type { ClockEstimate } from '../../state/chat/clock-estimate';

const GRAIN_MS = 250;
const TICK_MS = 500;

/** The server's time in ms: exact at every render, and ticking. */
export function useServerNow(clock: ClockEstimate): number {
  const now = useSyncExternalStore(subscribe, currentTick);
  return estimateServerTime(clock, now);
}

/** Rounded up, so that a countdown never shows a second too many. */
function currentTick(): number {
  return Math.ceil(Date.now() / GRAIN_MS) * GRAIN_MS;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  document.addEventListener('visibilitychange', listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}
