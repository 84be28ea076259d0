const CHECK_INTERVAL_MS = 5_000;
const SLEEP_THRESHOLD_MS = 20_000;

/** What happens to a page that a person cannot see from inside it. */
export interface PageEventHandlers {
  onOnlineChange(isOnline: boolean): void;
  /** The page is looked at again, or the device slept: what is known may be old. */
  onWake(): void;
  onHide(): void;
  onStorage(key: string | null): void;
}

/** Watches until the returned function is called. */
export function watchPage(listener: PageEventHandlers): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const look = (): void => {
    if (document.visibilityState === 'visible') listener.onWake();
    else listener.onHide();
  };
  document.addEventListener('visibilitychange', look, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && listener.onWake(), {
    signal,
  });
  window.addEventListener('pagehide', () => listener.onHide(), { signal });
  window.addEventListener('offline', () => listener.onOnlineChange(false), { signal });
  window.addEventListener(
    'online',
    () => {
      listener.onOnlineChange(true);
      listener.onWake();
    },
    { signal },
  );
  window.addEventListener('storage', ({ key }) => listener.onStorage(key), { signal });
  const clock = watchSleep(() => listener.onWake());
  signal.addEventListener('abort', () => clearInterval(clock));
  return () => stop.abort();
}

/** A timer that comes much too late has slept; a laptop's lid tells nobody. */
function watchSleep(onWake: () => void): ReturnType<typeof setInterval> {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - last > SLEEP_THRESHOLD_MS) onWake();
    last = now;
  }, CHECK_INTERVAL_MS);
}
