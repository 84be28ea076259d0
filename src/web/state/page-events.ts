const CHECK_INTERVAL_MS = 5_000;
const SLEEP_THRESHOLD_MS = 20_000;

/** Changes around the page that its own code cannot observe. */
export interface PageEventHandlers {
  onOnlineChange(isOnline: boolean): void;
  /** The page is visible again, or the device slept: the state may be stale. */
  onWake(): void;
  onHide(): void;
  onStorage(key: string | null): void;
}

/** Watches until the returned function is called. */
export function watchPage(handlers: PageEventHandlers): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const reportVisibility = (): void => {
    if (document.visibilityState === 'visible') handlers.onWake();
    else handlers.onHide();
  };
  document.addEventListener('visibilitychange', reportVisibility, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && handlers.onWake(), {
    signal,
  });
  window.addEventListener('pagehide', () => handlers.onHide(), { signal });
  window.addEventListener('offline', () => handlers.onOnlineChange(false), { signal });
  window.addEventListener(
    'online',
    () => {
      handlers.onOnlineChange(true);
      handlers.onWake();
    },
    { signal },
  );
  window.addEventListener('storage', ({ key }) => handlers.onStorage(key), { signal });
  const timer = watchSleep(() => handlers.onWake());
  signal.addEventListener('abort', () => clearInterval(timer));
  return () => stop.abort();
}

/** A timer that fires much too late has slept: no event reports a closed laptop lid. */
function watchSleep(onWake: () => void): ReturnType<typeof setInterval> {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - last > SLEEP_THRESHOLD_MS) onWake();
    last = now;
  }, CHECK_INTERVAL_MS);
}
