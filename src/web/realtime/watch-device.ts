const TICK_MS = 5_000;
const SLEPT_MS = 20_000;

/** What happens to a page that a person cannot see from inside it. */
export interface DeviceListener {
  online(isOnline: boolean): void;
  /** The page is looked at again, or the device slept: what is known may be old. */
  woke(): void;
  hidden(): void;
  stored(key: string | null): void;
}

/** Watches until the returned function is called. */
export function watchDevice(listener: DeviceListener): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const look = (): void => {
    if (document.visibilityState === 'visible') listener.woke();
    else listener.hidden();
  };
  document.addEventListener('visibilitychange', look, { signal });
  window.addEventListener('pageshow', ({ persisted }) => persisted && listener.woke(), { signal });
  window.addEventListener('pagehide', () => listener.hidden(), { signal });
  window.addEventListener('offline', () => listener.online(false), { signal });
  window.addEventListener(
    'online',
    () => {
      listener.online(true);
      listener.woke();
    },
    { signal },
  );
  window.addEventListener('storage', ({ key }) => listener.stored(key), { signal });
  const clock = watchSleep(() => listener.woke());
  signal.addEventListener('abort', () => clearInterval(clock));
  return () => stop.abort();
}

/** A timer that comes much too late has slept; a laptop's lid tells nobody. */
function watchSleep(onWake: () => void): ReturnType<typeof setInterval> {
  let last = Date.now();
  return setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT_MS) onWake();
    last = now;
  }, TICK_MS);
}
