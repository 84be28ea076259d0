import type { DataSource } from 'typeorm';
import type { Clock } from '../clock';
import type { Logger } from '../logger';
import { readDatabaseTime } from './clock-repository';

const READ_INTERVAL_MS = 1_000;
/** A greater difference is reported. */
const MAX_CLOCK_DIFFERENCE_MS = 2_000;

/**
 * The database's clock, which decides what is due for every process. Between readings it runs on by
 * the process's monotonic clock, so a change of the machine's clock has no effect. A reading happens
 * at an unknown instant between its request and its answer, which bounds the offset.
 */
export class DatabaseClock implements Clock {
  /** Added to the monotonic clock. */
  private offset: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private isReported = false;

  constructor(
    private readonly source: DataSource,
    private readonly logger: Logger,
  ) {}

  /** Resolves after the first reading. */
  async start(): Promise<void> {
    await this.read();
    this.timer = setInterval(() => {
      // Without the database the offset stays; there is nothing to decide either.
      this.reading ??= this.read()
        .catch(() => undefined)
        .finally(() => {
          this.reading = undefined;
        });
    }, READ_INTERVAL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reading;
  }

  now(): number {
    return Math.round(performance.now() + (this.offset ?? Date.now() - performance.now()));
  }

  /** Milliseconds by which the process's clock is ahead of the database's. */
  differenceMs(): number {
    return Date.now() - this.now();
  }

  private async read(): Promise<void> {
    const requested = performance.now();
    const time = await readDatabaseTime(this.source.manager);
    const [least, most] = [time - performance.now(), time - requested];
    const known = this.offset ?? (least + most) / 2;
    this.offset = Math.min(Math.max(known, least), most);
    this.report();
  }

  private report(): void {
    const differenceMs = this.differenceMs();
    const isLarge = Math.abs(differenceMs) > MAX_CLOCK_DIFFERENCE_MS;
    if (isLarge && !this.isReported) {
      this.logger.warn({ differenceMs }, "The process's clock differs from the database's");
    }
    this.isReported = isLarge;
  }
}
