import type { FileServices } from '../../src/files/file-services';
import { scanPendingFiles, removeAbandonedFiles } from '../../src/files/clean-up-files';

/** What is lost is looked for in all files, and nobody waits for it. */
const REMOVE_INTERVAL_MS = 60_000;

/** Finishes or removes, again and again, what uploads left behind. A look that fails is repeated. */
export class FileCleanup {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private removedAt = -Infinity;

  constructor(private readonly files: FileServices) {}

  start(every: number): void {
    this.timer = setInterval(() => {
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
    }, every);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      await scanPendingFiles(this.files);
      if (performance.now() - this.removedAt < REMOVE_INTERVAL_MS) return;
      this.removedAt = performance.now();
      await removeAbandonedFiles(this.files);
    } catch (error) {
      this.files.logger.warn({ err: error }, 'Files could not be swept; trying again');
    }
  }
}
