import type { Logger } from '../../src/logger';
import { eraseExpired } from '../../src/retention/erase-expired';
import type { RetentionServices } from '../../src/retention/retention-services';

type RetentionCleanupDeps = RetentionServices & { logger: Logger };

/** Whoever wants it less often still has it once a day; timers know no longer spans than weeks. */
const DAY_MS = 24 * 3_600_000;

/** Erases what has had its time: at the start, then again and again. A look that fails is repeated. */
export class RetentionCleanup {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(private readonly deps: RetentionCleanupDeps) {}

  start(): void {
    this.schedule();
    this.timer = setInterval(
      () => this.schedule(),
      Math.min(this.deps.rules.checkInterval, DAY_MS),
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.running = this.run().finally(() => {
      this.isBusy = false;
    });
  }

  private async run(): Promise<void> {
    const { logger } = this.deps;
    try {
      const erased = await eraseExpired(this.deps);
      if (erased > 0) logger.info({ erased }, 'Conversations had their time and were erased');
    } catch (error) {
      logger.warn({ err: error }, 'What has had its time could not be erased; trying again');
    }
  }
}
