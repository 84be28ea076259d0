import type { Socket } from 'socket.io';

/** Approximate size of a frame without its text, in bytes. */
const FRAME_OVERHEAD = 200;

interface WebSocketLike {
  bufferedAmount: number;
  terminate(): void;
}

/** Approximate bytes emitted to a client that it has not received yet. */
export class OutgoingBytes {
  /** Emitted, but not yet passed to the transport. */
  private emitted = 0;

  constructor(private readonly connection: Socket['conn']) {
    connection.on('drain', () => (this.emitted = 0));
  }

  add(payload: object): void {
    const text = 'content' in payload ? String(payload.content).length : 0;
    this.emitted += text + FRAME_OVERHEAD;
  }

  get total(): number {
    return this.emitted + (this.webSocket?.bufferedAmount ?? 0);
  }

  terminate(): void {
    if (this.webSocket) this.webSocket.terminate();
    else this.connection.close(true);
  }

  /** Engine.IO does not expose its WebSocket in types; a polling transport has none. */
  private get webSocket(): WebSocketLike | undefined {
    return (this.connection.transport as unknown as { socket?: WebSocketLike }).socket;
  }
}
