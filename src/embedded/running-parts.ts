export interface RunningPart {
  name: string;
  stop(): Promise<void>;
  /** Ends it at once; what it was doing is recovered at its next start. */
  kill(): void;
}

/** What has been started so far, to be stopped in the reverse order. */
export class RunningParts {
  private readonly parts: RunningPart[] = [];

  constructor(private readonly log: (line: string) => void) {}

  add(part: RunningPart): void {
    this.parts.push(part);
  }

  /** Stops one after the other; what still runs after `limit` milliseconds is ended at once. */
  async stop(limit: number): Promise<void> {
    const late = setTimeout(() => {
      this.log(`Stopping took longer than ${limit / 1000} s; ending what is left.`);
      this.kill();
    }, limit);
    for (let part = this.parts.at(-1); part !== undefined; part = this.parts.at(-1)) {
      this.log(`Stopping ${part.name} …`);
      await part.stop();
      this.parts.pop();
    }
    clearTimeout(late);
  }

  kill(): void {
    for (const part of this.parts) part.kill();
  }
}
