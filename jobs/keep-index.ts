import { indexWords } from '../src/conversation/index-words';
import type { ConversationServices } from '../src/conversation/conversation-services';
import type { Logger } from '../src/logger';

const EVERY_MS = 10_000;
const LIMIT = 100;

type Needs = Pick<ConversationServices, 'db' | 'keys'> & { logger: Logger };

/**
 * Makes the word indexes that are due, every ten seconds. Nobody waits for it: a search reads what
 * has no index yet as it is.
 */
export class IndexKeeper {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

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
      let made = LIMIT;
      while (made === LIMIT && !this.stopped) {
        const indexed = await indexWords(this.needs, LIMIT);
        for (const fault of indexed.faults) logger.warn({ err: fault }, 'Words are not indexed');
        made = indexed.made;
      }
    } catch (error) {
      logger.warn({ err: error }, 'Words could not be indexed; trying again');
    }
  }
}
