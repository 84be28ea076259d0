import type { Schedule } from '../../../../src/web/state/schedule';

/** Timers that a test advances; they run in the order in which they are due. */
export class FakeTimers {
  now = 0;
  private timers: { at: number; action: () => void }[] = [];

  readonly schedule: Schedule = (action, ms) => {
    const timer = { at: this.now + ms, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  nextDelay(): number | undefined {
    const [first] = this.sorted();
    return first && first.at - this.now;
  }

  async runNext(): Promise<void> {
    const [first] = this.sorted();
    if (!first) return;
    this.timers = this.timers.filter((other) => other !== first);
    this.now = Math.max(this.now, first.at);
    first.action();
    await Promise.resolve();
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (let next = this.sorted()[0]; next && next.at <= end; next = this.sorted()[0]) {
      const due = next;
      this.timers = this.timers.filter((other) => other !== due);
      this.now = due.at;
      due.action();
    }
    this.now = end;
  }

  private sorted(): { at: number; action: () => void }[] {
    return [...this.timers].sort((a, b) => a.at - b.at);
  }
}
