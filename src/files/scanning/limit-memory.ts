import { workerData } from 'node:worker_threads';

const INTERVAL_MS = 20;

/** Ends the process above this many bytes: unpacked streams lie outside the heap, which has a limit. */
const limit = workerData as number;
setInterval(() => {
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGUSR2');
}, INTERVAL_MS);
