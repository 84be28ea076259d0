/** A socket whose consumer may be slow. */
export interface BufferedSocket {
  /** Bytes written but not yet sent. */
  readonly bufferedBytes: number;
  terminate(): void;
}

/** Normal buffering of a fast consumer; not counted. */
const UNCOUNTED_BYTES = 16_384;

/**
 * Limits the bytes buffered for all slow consumers together: many consumers below the limit per
 * connection could still exhaust memory. Beyond the limit, the slowest are disconnected.
 */
export class SendBuffers {
  private readonly counted = new Map<BufferedSocket, number>();
  private total = 0;

  constructor(private readonly limit: number) {}

  update(socket: BufferedSocket): void {
    const { bufferedBytes } = socket;
    if (bufferedBytes <= UNCOUNTED_BYTES && !this.counted.has(socket)) return;
    this.count(socket, bufferedBytes);
    if (this.total > this.limit) this.terminateSlowest();
  }

  remove(socket: BufferedSocket): void {
    this.count(socket, 0);
  }

  private count(socket: BufferedSocket, bufferedBytes: number): void {
    const bytes = bufferedBytes > UNCOUNTED_BYTES ? bufferedBytes : 0;
    this.total += bytes - (this.counted.get(socket) ?? 0);
    if (bytes > 0) this.counted.set(socket, bytes);
    else this.counted.delete(socket);
  }

  private terminateSlowest(): void {
    for (const socket of [...this.counted.keys()]) this.count(socket, socket.bufferedBytes);
    if (this.total <= this.limit) return;
    const slowest = [...this.counted].sort(([, a], [, b]) => b - a);
    for (const [socket] of slowest) {
      if (this.total <= this.limit / 2) return;
      this.remove(socket);
      socket.terminate();
    }
  }
}
