import { DemoError } from './demo-api';

/** Remembers what was heard, so that whoever waits for something may come late. */
export class EventRecorder {
  private readonly received = new Set<string>();
  private readonly waiters = new Map<string, () => void>();

  record(event: string): void {
    this.received.add(event);
    this.waiters.get(event)?.();
  }

  has(event: string): boolean {
    return this.received.has(event);
  }

  /** Resolves once the event was heard; rejects with `fault` when it was not by `deadline` (ms). */
  async waitFor(event: string, deadline: number, fault: string): Promise<void> {
    if (this.received.has(event)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new DemoError(fault)),
        Math.max(0, deadline - Date.now()),
      );
      this.waiters.set(event, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
