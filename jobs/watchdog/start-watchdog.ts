import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WatchdogLimits } from '../../src/config/health-config';
import type { Logger } from '../../src/logger';
import { lateBy, roundLimit } from './watched-loop';
import type { WatchedLoop } from './watched-loop';

/** What the watchdog's thread receives. */
export interface WatchdogData {
  /** Name of the process in logs. */
  name: string;
  /** Shared: ticks of the event loop, then by how many milliseconds each loop is late. */
  counters: Float64Array;
  loops: { name: string; limitMs: number }[];
  limits: WatchdogLimits;
  checkIntervalMs: number;
}

const CHECK_INTERVAL_MS = 500;
const THREAD = join(__dirname, `watchdog-thread${extname(__filename)}`);

interface WatchdogOptions {
  /** Of the process. */
  name: string;
  loops: WatchedLoop[];
  limits: WatchdogLimits;
  logger: Logger;
}

/** Ends this process when its event loop, or one of its loops, is stalled for too long. */
export function startWatchdog({ name, loops, limits, logger }: WatchdogOptions): {
  stop(): Promise<void>;
} {
  const size = (loops.length + 1) * Float64Array.BYTES_PER_ELEMENT;
  const counters = new Float64Array(new SharedArrayBuffer(size));
  const timer = setInterval(() => {
    counters[0] = (counters[0] ?? 0) + 1;
    loops.forEach((loop, index) => {
      counters[index + 1] = lateBy(loop);
    });
  }, CHECK_INTERVAL_MS);
  const data: WatchdogData = {
    name,
    counters,
    loops: loops.map((loop) => ({ name: loop.name, limitMs: roundLimit(loop, limits.loop) })),
    limits,
    checkIntervalMs: CHECK_INTERVAL_MS,
  };
  const thread = new Worker(THREAD, { workerData: data });
  thread.on('error', (error) => logger.error({ err: error }, 'The watchdog failed'));
  thread.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await thread.terminate();
    },
  };
}
