import { indexWords } from '../src/conversation/index-words';
import type { ConversationServices } from '../src/conversation/conversation-services';
import type { BlockName } from '../src/conversation/search-block-store';
import type { Logger } from '../src/logger';

const EVERY_MS = 10_000;
const LIMIT = 100;
/** For so long a block that could not be made is left alone, so that it is not in others' way. */
const PATIENCE_MS = 60 * 60 * 1000;

type Needs = Pick<ConversationServices, 'db' | 'keys'> & { logger: Logger };

/**
 * Makes the word indexes that are due, every ten seconds. Nobody waits for it: a search reads what
 * has no index yet as it is.
 */
export class IndexKeeper {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;
  private failed: { block: BlockName; at: number }[] = [];

  constructor(private readonly needs: Needs) {}

  start(): void {
    this.timer = setInterval(() => {
      this.working = this.working.then(() => this.work());
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.working;
  }

  private async work(): Promise<void> {
    const { logger } = this.needs;
    try {
      const now = Date.now();
      this.failed = this.failed.filter(({ at }) => now - at < PATIENCE_MS);
      let tried = LIMIT;
      while (tried === LIMIT && !this.stopped) {
        const except = this.failed.map(({ block }) => block);
        const { made, faults } = await indexWords(this.needs, LIMIT, except);
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
