import type { TabLock } from './send-queue';

/**
 * One tab at a time, by the browser's own locks. Where there are none two tabs may send the same
 * message, which the server recognises by its id.
 */
export const withTabLock: TabLock = (name, work) => {
  const { locks } = navigator as Partial<Navigator>;
  return locks ? locks.request(name, work) : work();
};
