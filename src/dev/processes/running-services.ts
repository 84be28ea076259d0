export interface RunningService {
  name: string;
  stop(): Promise<void>;
  /** Ends it at once; what it was doing is recovered at its next start. */
  kill(): void;
}

/** What has been started so far, to be stopped in the reverse order. */
export class RunningServices {
  private readonly services: RunningService[] = [];

  constructor(private readonly log: (line: string) => void) {}

  add(part: RunningService): void {
    this.services.push(part);
  }

  /** Stops one after the other; what still runs after `limit` milliseconds is ended at once. */
  async stop(limit: number): Promise<void> {
    const late = setTimeout(() => {
      this.log(`Stopping took longer than ${limit / 1000} s; ending what is left.`);
      this.kill();
    }, limit);
    for (let part = this.services.at(-1); part !== undefined; part = this.services.at(-1)) {
      this.log(`Stopping ${part.name} …`);
      await part.stop();
      this.services.pop();
    }
    clearTimeout(late);
  }

  kill(): void {
    for (const part of this.services) part.kill();
  }
}
