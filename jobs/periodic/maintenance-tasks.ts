import { processName } from '../../src/config/env';
import type { Context } from '../../src/context';
import { recordHeartbeat } from '../../src/delivery/worker-heartbeat-repository';
import { deleteExpired } from '../../src/idempotency/idempotency-repository';
import { removeAbandonedFiles, scanPendingFiles } from '../../src/files/clean-up-files';
import { eraseExpired } from '../../src/retention/erase-expired';
import { keepWallTimes } from '../../src/sessions/booking/keep-wall-times';
import { PeriodicTask } from './periodic-task';

const HEARTBEAT_INTERVAL_MS = 2_000;
/** Finding abandoned files scans all files, so it runs less often than scans of pending files. */
const REMOVE_INTERVAL_MS = 60_000;
/** `setInterval` is limited to 24.8 days, so longer intervals are capped at one day. */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The readiness check requires a recent heartbeat. */
export function heartbeatTask({ db, logger }: Context): PeriodicTask {
  const workerId = processName('worker');
  return new PeriodicTask(
    {
      name: 'heartbeat',
      intervalMs: HEARTBEAT_INTERVAL_MS,
      immediately: true,
      run: () => recordHeartbeat(db.source.manager, workerId),
    },
    logger,
  );
}

/** Finishes or removes what interrupted uploads left behind. */
export function fileCleanupTask({ files, config, logger }: Context): PeriodicTask {
  let removedAt = -Infinity;
  return new PeriodicTask(
    {
      name: 'file-cleanup',
      intervalMs: config.files.cleanupInterval,
      run: async () => {
        await scanPendingFiles(files);
        if (performance.now() - removedAt < REMOVE_INTERVAL_MS) return;
        removedAt = performance.now();
        await removeAbandonedFiles(files);
      },
    },
    logger,
  );
}

/** Deletes requests that are past repeating. */
export function idempotencyTask({ db, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'idempotency-keys',
      intervalMs: HOUR_MS,
      immediately: true,
      run: () => deleteExpired(db.source.manager),
    },
    logger,
  );
}

/** Erases conversations whose retention period has ended. */
export function retentionTask({ retention, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'retention',
      intervalMs: Math.min(retention.rules.checkInterval, DAY_MS),
      immediately: true,
      run: async () => {
        const erased = await eraseExpired(retention);
        if (erased > 0) logger.info({ erased }, 'Expired conversations erased');
      },
    },
    logger,
  );
}

/** Moves bookings whose zone has other rules than when they were booked. */
export function wallTimeTask({ sessions, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'wall-times',
      // The rules change with a new Node.js release only; later runs repeat a failed first one.
      intervalMs: 60 * 60_000,
      immediately: true,
      run: async () => {
        const kept = await keepWallTimes(sessions);
        if (kept.moved + kept.unresolved > 0) logger.warn(kept, 'Time zone rules changed');
      },
    },
    logger,
  );
}
