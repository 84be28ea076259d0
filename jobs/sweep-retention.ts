import type { Logger } from '../src/logger';
import { eraseExpired } from '../src/retention/erase-expired';
import type { RetentionServices } from '../src/retention/retention-services';

type Needs = RetentionServices & { logger: Logger };

/** Whoever wants it less often still has it once a day; timers know no longer spans than weeks. */
const A_DAY_MS = 24 * 3_600_000;

/** Erases what has had its time: at the start, then again and again. A look that fails is repeated. */
export class RetentionSweep {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(private readonly needs: Needs) {}

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(), Math.min(this.needs.rules.sweep, A_DAY_MS));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private look(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.working = this.work().finally(() => {
      this.isBusy = false;
    });
  }

  private async work(): Promise<void> {
    const { logger } = this.needs;
    try {
      const erased = await eraseExpired(this.needs);
      if (erased > 0) logger.info({ erased }, 'Conversations had their time and were erased');
    } catch (error) {
      logger.warn({ err: error }, 'What has had its time could not be erased; trying again');
    }
  }
}
