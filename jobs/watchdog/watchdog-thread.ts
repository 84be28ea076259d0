import { Session } from 'node:inspector';
import type { Debugger } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { createLogger } from '../../src/logger';
import type { WatchdogData } from './start-watchdog';

/*
 * The watchdog of a worker, in a thread of its own: it runs while the event loop of the process is
 * blocked. When the event loop or another loop is stalled for too long, it logs why and ends the
 * process, and the supervisor restarts it. A process that was frozen as a whole, this thread included,
 * finds both late when it continues: it gets the same time again.
 */

/** `EX_SOFTWARE`: an internal fault. */
const EXIT_CODE = 70;
/** Code that blocks in a system call cannot be interrupted; then the process is killed. */
const EXIT_LIMIT_MS = 1_000;
/** A check this late means that the whole process was frozen or starved. */
const FROZEN_MS = 2_000;
const STACK_FRAMES = 8;

const { counters, loops, limits, checkIntervalMs, name } = workerData as WatchdogData;
const logger = createLogger(name, 'info');

let checkedAt = performance.now();
let ticks = -1;
let tickedAt = checkedAt;
/** Until then, loops that are late since a freeze may catch up. */
let graceUntil = 0;
let isEnding = false;

setInterval(check, checkIntervalMs);

function check(): void {
  if (isEnding) return;
  const now = performance.now();
  const wasFrozen = now - checkedAt > checkIntervalMs + FROZEN_MS;
  checkedAt = now;
  if (counters[0] !== ticks || wasFrozen) tickedAt = now;
  ticks = counters[0] ?? 0;
  if (wasFrozen) graceUntil = now + limits.loop;
  const blockedMs = Math.round(now - tickedAt);
  if (blockedMs > limits.eventLoop) {
    end({ blockedMs }, 'The event loop is stalled; ending the worker');
    return;
  }
  if (now < graceUntil) return;
  loops.forEach((loop, index) => {
    const lateMs = Math.round(counters[index + 1] ?? 0);
    if (lateMs > loop.limitMs && !isEnding) {
      end({ loop: loop.name, lateMs }, 'A loop of the worker is stalled; ending the worker');
    }
  });
}

/** Ends the process with a code; the stack of the code that blocks it is logged. */
function end(fields: Record<string, unknown>, reason: string): void {
  isEnding = true;
  logger.fatal(fields, reason);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_LIMIT_MS);
  const main = new Session();
  main.connectToMainThread();
  main.on('Debugger.paused', ({ params }) => {
    logger.fatal({ stack: stackOf(params.callFrames) }, 'Stack of the code that blocks the worker');
    main.post('Runtime.evaluate', { expression: `process.reallyExit(${EXIT_CODE})` });
  });
  main.post('Debugger.enable');
  main.post('Debugger.pause');
  // Nothing runs that could be paused.
  if (!('blockedMs' in fields)) {
    main.post('Runtime.evaluate', { expression: `process.reallyExit(${EXIT_CODE})` });
  }
}

function stackOf(frames: Debugger.CallFrame[]): string[] {
  return frames
    .slice(0, STACK_FRAMES)
    .map(({ functionName, url, location }) => `${functionName} ${url}:${location.lineNumber + 1}`);
}
