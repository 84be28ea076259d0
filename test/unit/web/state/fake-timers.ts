import type { Schedule } from '../../../../src/web/state/chat/typing';

/** Timers that run when a test says so, in the order in which they are due. */
export class FakeTimers {
  now = 0;
  private timers: { at: number; action: () => void }[] = [];

  readonly schedule: Schedule = (action, ms) => {
    const timer = { at: this.now + ms, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  nextDelay(): number | undefined {
    const [first] = this.sorted();
    return first && first.at - this.now;
  }

  /** Runs the next timer, if there is one. */
  async runNext(): Promise<void> {
    const [first] = this.sorted();
    if (!first) return;
    this.timers = this.timers.filter((one) => one !== first);
    this.now = Math.max(this.now, first.at);
    first.action();
    await Promise.resolve();
  }

  /** Lets so much time pass. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (let next = this.sorted()[0]; next && next.at <= end; next = this.sorted()[0]) {
      const due = next;
      this.timers = this.timers.filter((one) => one !== due);
      this.now = due.at;
      due.action();
    }
    this.now = end;
  }

  private sorted(): { at: number; action: () => void }[] {
    return [...this.timers].sort((a, b) => a.at - b.at);
  }
}
