import type { Context } from '../../src/context';
import { purgeDelivered } from '../../src/delivery/outbox/outbox-repository';
import { PeriodicTask } from './periodic-task';
import type { RunningTask } from './periodic-task';

const INTERVAL_MS = 10_000;
/** Short statements, so that other writes never wait long for the disk. */
const BATCH_SIZE = 5_000;

/** Deletes delivered events faster than any load writes them. */
export function outboxPurgeTask({ db, logger }: Pick<Context, 'db' | 'logger'>): PeriodicTask {
  const run = async (task: RunningTask): Promise<void> => {
    let deleted = BATCH_SIZE;
    while (deleted === BATCH_SIZE && !task.isStopped) {
      deleted = await purgeDelivered(db.source.manager, BATCH_SIZE);
      task.advanced();
    }
  };
  return new PeriodicTask(
    { name: 'outbox-purge', intervalMs: INTERVAL_MS, immediately: true, isBackground: true, run },
    logger,
  );
}
