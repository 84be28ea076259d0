import { FailureLog } from '../../src/failure-log';
import type { Logger } from '../../src/logger';
import type { WatchedLoop } from '../watchdog/watched-loop';

interface PeriodicTaskOptions {
  /** Names the task in logs. */
  name: string;
  intervalMs: number;
  /** Also runs at the start. */
  immediately?: boolean;
  /** A run may take minutes, and nothing waits for it. */
  isBackground?: boolean;
  run(task: RunningTask): Promise<void>;
}

/** The task, as its run sees it. */
export interface RunningTask {
  readonly isStopped: boolean;
  /** Reports progress of a long run to the watchdog. */
  readonly advanced: () => void;
}

/** Runs a task at an interval, never twice at a time. A run that fails is retried at the next tick. */
export class PeriodicTask implements WatchedLoop, RunningTask {
  isStopped = false;
  roundAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  private readonly failures: FailureLog;

  constructor(
    private readonly options: PeriodicTaskOptions,
    logger: Logger,
  ) {
    const messages = {
      failed: 'Periodic task failed; retrying',
      recovered: 'Periodic task succeeds again',
    };
    this.failures = new FailureLog(logger, messages, { task: options.name });
  }

  get name(): string {
    return this.options.name;
  }

  get intervalMs(): number {
    return this.options.intervalMs;
  }

  get isBackground(): boolean {
    return this.options.isBackground ?? false;
  }

  readonly advanced = (): void => {
    this.roundAt = performance.now();
  };

  start(): void {
    const { intervalMs, immediately } = this.options;
    this.advanced();
    this.timer = setInterval(this.run, intervalMs);
    if (immediately) this.run();
  }

  /** Resolves when the current run has finished. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private readonly run = (): void => {
    this.running ??= this.options
      .run(this)
      .then(
        () => this.failures.succeeded(),
        (error: unknown) => {
          if (!this.isStopped) this.failures.failed(error);
        },
      )
      .finally(() => {
        this.running = undefined;
        this.advanced();
      });
  };
}
