/** Waits that can be cut short. An interruption while nothing waits ends the next wait at once. */
export class InterruptibleTimer {
  private isInterrupted = false;
  private end: (() => void) | undefined;

  readonly interrupt = (): void => {
    this.isInterrupted = true;
    this.end?.();
  };

  async wait(ms: number): Promise<void> {
    if (!this.isInterrupted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.isInterrupted = false;
    this.end = undefined;
  }
}
