import type { Schedule } from '../schedule';

const DEBOUNCE_MS = 500;

/** Sends the highest read seq to the server, debounced. */
export class ReadMarker {
  private pendingSeq = 0;
  private sentSeq = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sendMark: (upToSeq: number) => Promise<unknown>,
    private readonly schedule: Schedule,
  ) {}

  markRead(seq: number): void {
    if (seq <= this.pendingSeq) return;
    this.pendingSeq = seq;
    this.cancelTimer ??= this.schedule(() => void this.send(), DEBOUNCE_MS);
  }

  /** Call when the server is reachable again. */
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
      await this.sendMark(seq);
      this.sentSeq = Math.max(this.sentSeq, seq);
    } catch {
      // The next mark includes it; so does `retry`.
    }
  }
}
