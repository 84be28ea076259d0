import type { Schedule } from './typing';

const REST_MS = 500;

/** Tells the server how far this person has read: the newest alone, a moment after it was seen. */
export class ReadMarker {
  private wanted = 0;
  private marked = 0;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly mark: (upToSeq: number) => Promise<unknown>,
    private readonly schedule: Schedule,
  ) {}

  seen(seq: number): void {
    if (seq <= this.wanted) return;
    this.wanted = seq;
    this.callOff ??= this.schedule(() => void this.tell(), REST_MS);
  }

  /** The server can be reached again. */
  retry(): void {
    if (this.wanted > this.marked) void this.tell();
  }

  stop(): void {
    this.callOff?.();
  }

  private async tell(): Promise<void> {
    this.callOff = undefined;
    const seq = this.wanted;
    try {
      await this.mark(seq);
      this.marked = Math.max(this.marked, seq);
    } catch {
      // A mark that did not arrive goes with the next one, or when the server is back.
    }
  }
}
