import { FailureLog } from '../../src/failure-log';
import type { Logger } from '../../src/logger';

interface PeriodicTaskOptions {
  /** Names the task in logs. */
  name: string;
  intervalMs: number;
  /** Also runs at the start. */
  immediately?: boolean;
  run(task: { readonly isStopped: boolean }): Promise<void>;
}

/** Runs a task at an interval, never twice at a time. A run that fails is retried at the next tick. */
export class PeriodicTask {
  isStopped = false;
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

  start(): void {
    const { intervalMs, immediately } = this.options;
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
      });
  };
}
