export interface RunningService {
  name: string;
  stop(): Promise<void>;
  /** Kills it; the next start recovers what it was doing. */
  kill(): void;
}

/** The services started so far; stopped in reverse order. */
export class RunningServices {
  private readonly services: RunningService[] = [];

  constructor(private readonly log: (line: string) => void) {}

  add(service: RunningService): void {
    this.services.push(service);
  }

  /** Stops one after the other; kills those that still run after the timeout. */
  async stop(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.log(`Stopping took longer than ${timeoutMs / 1000} s; killing the remaining processes.`);
      this.kill();
    }, timeoutMs);
    for (let last = this.services.at(-1); last !== undefined; last = this.services.at(-1)) {
      this.log(`Stopping ${last.name} …`);
      await last.stop();
      this.services.pop();
    }
    clearTimeout(timer);
  }

  kill(): void {
    for (const service of this.services) service.kill();
  }
}
