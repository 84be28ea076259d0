import { useSyncExternalStore } from 'react';
import { estimateServerTime } from '../../state/chat/clock-estimate';
import type { ClockEstimate } from '../../state/chat/clock-estimate';

const PRECISION_MS = 250;
const TICK_MS = 500;

/** The server's time in ms; renders again every `TICK_MS`. */
export function useServerNow(clock: ClockEstimate): number {
  const now = useSyncExternalStore(subscribe, currentTick);
  return estimateServerTime(clock, now);
}

/** Rounded up, so that a countdown never shows a second too many. */
function currentTick(): number {
  return Math.ceil(Date.now() / PRECISION_MS) * PRECISION_MS;
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  document.addEventListener('visibilitychange', listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}
