import type { FileServices } from '../src/files/file-services';
import { judgeWaiting, removeLost } from '../src/files/sweep-files';

/** What is lost is looked for in all files, and nobody waits for it. */
const REMOVE_EVERY_MS = 60_000;

/** Finishes or removes, again and again, what uploads left behind. A look that fails is repeated. */
export class FileSweep {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private removedAt = -Infinity;

  constructor(private readonly files: FileServices) {}

  start(every: number): void {
    this.timer = setInterval(() => {
      this.working ??= this.look().finally(() => {
        this.working = undefined;
      });
    }, every);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private async look(): Promise<void> {
    try {
      await judgeWaiting(this.files);
      if (performance.now() - this.removedAt < REMOVE_EVERY_MS) return;
      this.removedAt = performance.now();
      await removeLost(this.files);
    } catch (error) {
      this.files.logger.warn({ err: error }, 'Files could not be swept; trying again');
    }
  }
}
