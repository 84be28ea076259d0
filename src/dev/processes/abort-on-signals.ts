const PARENT_CHECK_MS = 500;
/** npm forwards the terminal's Ctrl-C, so one key press arrives twice within this time. */
const DUPLICATE_SIGNAL_MS = 500;

/**
 * Aborts on SIGINT, SIGTERM and SIGHUP, and when the parent process is gone. A second Ctrl-C calls
 * `onSecondSignal`.
 */
export function abortOnSignals(onSecondSignal: () => void): AbortController {
  const controller = new AbortController();
  const parent = process.ppid;
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt !== undefined && Date.now() - firstAt > DUPLICATE_SIGNAL_MS) {
      return onSecondSignal();
    }
    firstAt ??= Date.now();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, PARENT_CHECK_MS).unref();
  return controller;
}
