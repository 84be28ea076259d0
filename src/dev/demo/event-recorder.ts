import { DemoError } from './demo-api';

/** Records received events; waiting for one that has already arrived resolves at once. */
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

  /** Rejects with a DemoError of this message when the event is missing at `deadline` (epoch ms). */
  async waitFor(event: string, deadline: number, message: string): Promise<void> {
    if (this.received.has(event)) return;
    await new Promise<void>((resolve, reject) => {
      const timeoutMs = Math.max(0, deadline - Date.now());
      const timer = setTimeout(() => reject(new DemoError(message)), timeoutMs);
      this.waiters.set(event, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
