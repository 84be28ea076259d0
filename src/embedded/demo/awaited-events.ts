import { DemoFault } from './demo-api';

/** Remembers what was heard, so that whoever waits for something may come late. */
export class AwaitedEvents {
  private readonly heard = new Set<string>();
  private readonly waiting = new Map<string, () => void>();

  note(event: string): void {
    this.heard.add(event);
    this.waiting.get(event)?.();
  }

  has(event: string): boolean {
    return this.heard.has(event);
  }

  /** Resolves once the event was heard; rejects with `fault` when it was not by `deadline` (ms). */
  async wait(event: string, deadline: number, fault: string): Promise<void> {
    if (this.heard.has(event)) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new DemoFault(fault)),
        Math.max(0, deadline - Date.now()),
      );
      this.waiting.set(event, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
