import type { Schedule } from './typing';

const DEBOUNCE_MS = 500;

/** Tells the server how far this person has read: the newest alone, a moment after it was seen. */
export class ReadMarker {
  private pendingSeq = 0;
  private sentSeq = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly mark: (upToSeq: number) => Promise<unknown>,
    private readonly schedule: Schedule,
  ) {}

  markRead(seq: number): void {
    if (seq <= this.pendingSeq) return;
    this.pendingSeq = seq;
    this.cancelTimer ??= this.schedule(() => void this.send(), DEBOUNCE_MS);
  }

  /** The server can be reached again. */
  retry(): void {
    if (this.pendingSeq > this.sentSeq) void this.send();
  }

  stop(): void {
    this.cancelTimer?.();
  }

  private async send(): Promise<void> {
    this.cancelTimer = undefined;
    const seq = this.pendingSeq;
    try {
      await this.mark(seq);
      this.sentSeq = Math.max(this.sentSeq, seq);
    } catch {
      // A mark that did not arrive goes with the next one, or when the server is back.
    }
  }
}
