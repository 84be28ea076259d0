/** A socket to a reader that may be slow. */
export interface BufferedSocket {
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
  terminate(): void;
}

/** What need not be counted, because any reader may have it waiting for a moment. */
const UNCOUNTED_BYTES = 16_384;

/**
 * Watches what waits for all slow readers of a server together. A thousand of them may each stay
 * under the limit of one and still fill the memory; then those with most waiting are dropped.
 */
export class SendBuffers {
  private readonly counted = new Map<BufferedSocket, number>();
  private total = 0;

  constructor(private readonly limit: number) {}

  /** Notes what waits for a reader now. */
  update(reader: BufferedSocket): void {
    const { bufferedBytes: waiting } = reader;
    if (waiting <= UNCOUNTED_BYTES && !this.counted.has(reader)) return;
    this.count(reader, waiting);
    if (this.total > this.limit) this.dropSlowest();
  }

  remove(reader: BufferedSocket): void {
    this.count(reader, 0);
  }

  private count(reader: BufferedSocket, waiting: number): void {
    const bytes = waiting > UNCOUNTED_BYTES ? waiting : 0;
    this.total += bytes - (this.counted.get(reader) ?? 0);
    if (bytes > 0) this.counted.set(reader, bytes);
    else this.counted.delete(reader);
  }

  private dropSlowest(): void {
    for (const reader of [...this.counted.keys()]) this.count(reader, reader.bufferedBytes);
    if (this.total <= this.limit) return;
    const slowest = [...this.counted].sort(([, a], [, b]) => b - a);
    for (const [reader] of slowest) {
      if (this.total <= this.limit / 2) return;
      this.remove(reader);
      reader.terminate();
    }
  }
}
