import { indexMessages } from '../../src/chat/search/index-messages';
import type { ChatServices } from '../../src/chat/chat-services';
import type { BlockKey } from '../../src/chat/search/search-block-repository';
import type { Logger } from '../../src/logger';

const INTERVAL_MS = 10_000;
const BATCH_SIZE = 100;
/** For so long a block that could not be made is left alone, so that it is not in others' way. */
const RETRY_AFTER_MS = 60 * 60 * 1000;

type SearchIndexerDeps = Pick<ChatServices, 'db' | 'keys'> & { logger: Logger };

/**
 * Makes the word indexes that are due, every ten seconds. Nobody waits for it: a search reads what
 * has no index yet as it is.
 */
export class SearchIndexer {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failed: { block: BlockKey; at: number }[] = [];

  constructor(private readonly deps: SearchIndexerDeps) {}

  start(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.run());
    }, INTERVAL_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    const { logger } = this.deps;
    try {
      const now = Date.now();
      this.failed = this.failed.filter(({ at }) => now - at < RETRY_AFTER_MS);
      let tried = BATCH_SIZE;
      while (tried === BATCH_SIZE && !this.stopped) {
        const except = this.failed.map(({ block }) => block);
        const { indexed: made, failures: faults } = await indexMessages(
          this.deps,
          BATCH_SIZE,
          except,
        );
        for (const { block, cause } of faults) {
          logger.warn({ err: cause }, 'Words are not indexed');
          this.failed.push({ block, at: now });
        }
        tried = made + faults.length;
      }
    } catch (error) {
      logger.warn({ err: error }, 'Words could not be indexed; trying again');
    }
  }
}
