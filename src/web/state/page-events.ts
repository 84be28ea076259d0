const CHECK_INTERVAL_MS = 5_000;
const SLEEP_THRESHOLD_MS = 20_000;

/** Browser events after which the state of a chat may be stale. */
export interface PageEventHandlers {
  onOnlineChange(isOnline: boolean): void;
  /** The page is visible again, or the device slept: the state may be stale. */
  onWake(): void;
  onHide(): void;
  onStorage(key: string | null): void;
}

/** Watches until the returned function is called. */
export function watchPage(handlers: PageEventHandlers): () => void {
  const controller = new AbortController();
  const { signal } = controller;
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
  return () => controller.abort();
}

/** Detects sleep by a timer that fires much too late: no event reports a closed laptop lid. */
function watchSleep(onWake: () => void): ReturnType<typeof setInterval> {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - last > SLEEP_THRESHOLD_MS) onWake();
    last = now;
  }, CHECK_INTERVAL_MS);
}
