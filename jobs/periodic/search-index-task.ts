import type { Context } from '../../src/context';
import { indexMessages } from '../../src/chat/search/index-messages';
import type { BlockKey } from '../../src/chat/search/search-block-repository';
import { PeriodicTask } from './periodic-task';
import type { RunningTask } from './periodic-task';

const INTERVAL_MS = 10_000;
const BATCH_SIZE = 100;
/** A block that failed is skipped for this long, so that it does not hold up the others. */
const RETRY_AFTER_MS = 60 * 60 * 1000;

/** Builds the search indexes that are due. A search reads messages without an index directly. */
export function searchIndexTask({ chat, logger }: Context): PeriodicTask {
  let failed: { block: BlockKey; at: number }[] = [];
  const run = async (task: RunningTask): Promise<void> => {
    const now = Date.now();
    failed = failed.filter(({ at }) => now - at < RETRY_AFTER_MS);
    let attempted = BATCH_SIZE;
    while (attempted === BATCH_SIZE && !task.isStopped) {
      const except = failed.map(({ block }) => block);
      const { indexed, failures } = await indexMessages(chat, BATCH_SIZE, except);
      for (const { block, cause } of failures) {
        logger.warn({ err: cause, block }, 'Indexing messages failed');
        failed.push({ block, at: now });
      }
      attempted = indexed + failures.length;
      task.advanced();
    }
  };
  return new PeriodicTask(
    { name: 'search-index', intervalMs: INTERVAL_MS, isBackground: true, run },
    logger,
  );
}
