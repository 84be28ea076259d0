import { ApiError } from '../../api/api-error';
import type { Schedule } from '../schedule';
import { retryDelay } from '../transport/retry-delay';

const DEBOUNCE_MS = 500;

/** Sends the highest read seq to the server, debounced, until it is accepted. */
export class ReadMarker {
  private pendingSeq = 0;
  private sentSeq = 0;
  private failures = 0;
  private isStopped = false;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly sendMark: (upToSeq: number) => Promise<unknown>,
    private readonly schedule: Schedule,
  ) {}

  markRead(seq: number): void {
    if (seq <= this.pendingSeq) return;
    this.pendingSeq = seq;
    this.isStopped = false;
    this.cancelTimer ??= this.schedule(() => void this.send(), DEBOUNCE_MS);
  }

  /** Call when the server is reachable again. */
  retry(): void {
    if (this.pendingSeq > this.sentSeq) void this.send();
  }

  /** What was read last is sent now: the user leaves the conversation. */
  stop(): void {
    this.isStopped = true;
    this.retry();
  }

  private async send(): Promise<void> {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const seq = this.pendingSeq;
    try {
      await this.sendMark(seq);
      this.sentSeq = Math.max(this.sentSeq, seq);
      this.failures = 0;
    } catch (error) {
      // A refusal is final; the next mark includes this one.
      if (error instanceof ApiError && error.isRetryable) this.retryLater();
    }
  }

  private retryLater(): void {
    if (this.isStopped) return;
    this.cancelTimer ??= this.schedule(() => void this.send(), retryDelay(this.failures));
    this.failures += 1;
  }
}
