const PARENT_CHECK_MS = 500;
/** npm passes a terminal's Ctrl-C on, so that one press arrives twice. */
const DUPLICATE_SIGNAL_MS = 500;

/**
 * Aborts on SIGINT, SIGTERM and SIGHUP, and when the process that started us is gone. A second press
 * of Ctrl-C calls `atOnce`.
 */
export function abortOnSignals(atOnce: () => void): AbortController {
  const stop = new AbortController();
  const parent = process.ppid;
  let first: number | undefined;
  const heard = (): void => {
    if (first !== undefined && Date.now() - first > DUPLICATE_SIGNAL_MS) return atOnce();
    first ??= Date.now();
    stop.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard);
  const watch = setInterval(() => {
    if (process.ppid !== parent) stop.abort();
  }, PARENT_CHECK_MS);
  watch.unref();
  return stop;
}
