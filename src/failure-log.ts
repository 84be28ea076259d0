import type { Logger } from './logger';

const INTERVAL_MS = 60_000;

/**
 * Logs repeated failures of one task: the first, then one a minute with the number since the last,
 * and the recovery. An outage of hours is a few lines, not one for every attempt.
 */
export class FailureLog {
  private isReported = false;
  private loggedAt = -Infinity;
  private skipped = 0;

  constructor(
    private readonly logger: Logger,
    private readonly messages: { failed: string; recovered: string },
    private readonly fields: Record<string, unknown> = {},
  ) {}

  failed(error: unknown): void {
    if (performance.now() - this.loggedAt < INTERVAL_MS) {
      this.skipped += 1;
      return;
    }
    this.logger.warn({ ...this.takeFields(), err: error }, this.messages.failed);
    this.loggedAt = performance.now();
    this.isReported = true;
  }

  succeeded(): void {
    if (!this.isReported) return;
    this.isReported = false;
    this.logger.info(this.takeFields(), this.messages.recovered);
  }

  private takeFields(): Record<string, unknown> {
    const repeated = this.skipped > 0 ? { repeated: this.skipped } : {};
    this.skipped = 0;
    return { ...this.fields, ...repeated };
  }
}
