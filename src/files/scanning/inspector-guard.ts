import { workerData } from 'node:worker_threads';

const INTERVAL_MS = 20;
const parent = process.ppid;

/**
 * Ends the process above this many bytes: unpacked streams lie outside the heap, which has a limit. Ends it with
 * its parent too, whose end it does not notice during an inspection.
 */
const limit = workerData as number;
setInterval(() => {
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGUSR2');
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
