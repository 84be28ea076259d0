import type { Context } from '../../src/context';
import { deleteExpired } from '../../src/idempotency/idempotency-repository';
import { encryptLegacyClientMessageIds } from '../../src/chat/messages/encrypt-client-message-ids';
import { encryptLegacyHashes } from '../../src/files/file-hash';
import { removeAbandonedFiles, scanPendingFiles } from '../../src/files/clean-up-files';
import { eraseExpired } from '../../src/retention/erase-expired';
import { executeErasures } from '../../src/retention/erasures/execute-erasures';
import { correctWallTimes } from '../../src/sessions/booking/correct-wall-times';
import { PeriodicTask } from './periodic-task';

/** Finding abandoned files scans all files, so it runs less often than scans of pending files. */
const REMOVE_INTERVAL_MS = 60_000;
const HOUR_MS = 3_600_000;
/** `setInterval` is limited to 24.8 days, so longer intervals are capped at one day. */
const DAY_MS = 24 * HOUR_MS;

/** Finishes or removes what interrupted uploads left behind. */
export function fileCleanupTask({ files, config, logger }: Context): PeriodicTask {
  let removedAt = -Infinity;
  return new PeriodicTask(
    {
      name: 'file-cleanup',
      intervalMs: config.files.cleanupInterval,
      isBackground: true,
      run: async (task) => {
        await scanPendingFiles(files, task.advanced);
        if (performance.now() - removedAt < REMOVE_INTERVAL_MS) return;
        removedAt = performance.now();
        await removeAbandonedFiles(files);
      },
    },
    logger,
  );
}

/**
 * Encrypts what earlier versions stored readably. Not at the start: during an upgrade, API processes of the
 * earlier version still read it.
 */
export function encryptionTask({ chat, files, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'encryption',
      intervalMs: HOUR_MS,
      isBackground: true,
      run: async () => {
        const hashes = await encryptLegacyHashes(files);
        const clientMessageIds = await encryptLegacyClientMessageIds(chat);
        if (hashes + clientMessageIds > 0)
          logger.info({ hashes, clientMessageIds }, 'Stored values encrypted');
      },
    },
    logger,
  );
}

/** Deletes answers of requests that are older than 24 hours. */
export function idempotencyTask({ db, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'idempotency-keys',
      intervalMs: HOUR_MS,
      immediately: true,
      isBackground: true,
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
      isBackground: true,
      run: async (task) => {
        const erased = await eraseExpired(retention, task.advanced);
        if (erased > 0) logger.info({ erased }, 'Expired conversations erased');
      },
    },
    logger,
  );
}

/** Executes the erasures that two team members decided, once they are due. */
export function erasureTask({ retention, logger }: Context): PeriodicTask {
  return new PeriodicTask(
    {
      name: 'erasures',
      intervalMs: Math.min(retention.rules.checkInterval, DAY_MS),
      immediately: true,
      isBackground: true,
      run: async (task) => {
        const executed = await executeErasures(retention, task.advanced);
        if (executed > 0) logger.info({ executed }, 'Erasure requests executed');
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
      intervalMs: HOUR_MS,
      immediately: true,
      isBackground: true,
      run: async () => {
        const corrections = await correctWallTimes(sessions);
        if (corrections.moved + corrections.unresolved > 0)
          logger.warn(corrections, 'Time zone rules changed');
      },
    },
    logger,
  );
}
