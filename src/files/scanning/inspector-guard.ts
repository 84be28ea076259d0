import { workerData } from 'node:worker_threads';

const INTERVAL_MS = 20;
const parent = process.ppid;

/**
 * Runs beside an inspector, which notices nothing during an inspection. Ends it above this many bytes, because
 * unpacked streams lie outside the heap, which has a limit, and when its parent has ended.
 */
const limit = workerData as number;
setInterval(() => {
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGUSR2');
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
