import type { FileServices } from '../src/files/file-services';
import { sweepFiles } from '../src/files/sweep-files';

/** Finishes or removes, again and again, what uploads left behind. A look that fails is repeated. */
export class FileSweep {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;

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
      await sweepFiles(this.files);
    } catch (error) {
      this.files.logger.warn({ err: error }, 'Files could not be swept; trying again');
    }
  }
}
