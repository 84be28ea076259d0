import type { Socket } from 'socket.io';

/** What a frame weighs besides its words. */
const FRAME_OVERHEAD = 200;

/** How much was emitted to a socket that its far side has not taken, in bytes or thereabouts. */
export class OutgoingBytes {
  /** Emitted, but not handed to the transport yet. */
  private emitted = 0;

  constructor(private readonly connection: Socket['conn']) {
    connection.on('drain', () => (this.emitted = 0));
  }

  add(payload: object): void {
    const words = 'content' in payload ? String(payload.content).length : 0;
    this.emitted += words + FRAME_OVERHEAD;
  }

  get total(): number {
    return this.emitted + (this.webSocket?.bufferedAmount ?? 0);
  }

  /** Ends it though somebody may never take the rest. */
  terminate(): void {
    if (this.webSocket) this.webSocket.terminate();
    else this.connection.close(true);
  }

  /** The library keeps it to itself; while somebody polls there is none. */
  private get webSocket(): { bufferedAmount: number; terminate(): void } | undefined {
    return (
      this.connection.transport as unknown as {
        socket?: { bufferedAmount: number; terminate(): void };
      }
    ).socket;
  }
}
