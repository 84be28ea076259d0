import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Faults } from '../faults';
import type { Format } from '../protocol/codec';
import { OutboundFrame } from '../protocol/outbound-frame';
import type { OutboundProtocolMessage } from '../protocol/protocol-message';
import type { BufferedSocket, SendBuffers } from './send-buffers';

const CLOSE_TIMEOUT_MS = 2_000;
const MAX_CONCAT_BYTES = 65_536;

/** Transports written to in the current turn of the event loop. */
let writtenThisTurn: Transport[] = [];

function endTurn(): void {
  const batch = writtenThisTurn;
  writtenThisTurn = [];
  for (const transport of batch) transport.endTurn();
}

interface TransportSettings {
  format: Format;
  maxSendBuffer: number;
  sendBuffers: SendBuffers;
  faults: Faults;
}

/**
 * One WebSocket. Encoded frames are written to its TCP socket, so that all receivers share the same
 * bytes. The first frame of an event loop turn is written immediately, the others together at its
 * end.
 */
export class Transport implements BufferedSocket {
  lastSentAt = Date.now();
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private wroteInTurn = false;
  private closing = false;

  constructor(
    private readonly webSocket: WebSocket,
    private readonly socket: Duplex,
    private readonly settings: TransportSettings,
  ) {
    webSocket.once('close', () => settings.sendBuffers.remove(this));
  }

  /** Bytes that the socket has not sent yet. */
  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  get format(): Format {
    return this.settings.format;
  }

  send(message: OutboundProtocolMessage): void {
    this.deliver(new OutboundFrame(message));
  }

  deliver(frame: OutboundFrame): void {
    if (this.closing) return;
    const bytes = frame.bytes(this.settings.format);
    const { faults } = this.settings;
    if (faults.affectsTraffic) faults.defer(() => this.write(bytes));
    else this.write(bytes);
  }

  private write(bytes: Buffer): void {
    if (this.closing) return;
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.wroteInTurn) return;
    this.wroteInTurn = true;
    if (writtenThisTurn.length === 0) process.nextTick(endTurn);
    writtenThisTurn.push(this);
    this.flush();
  }

  endTurn(): void {
    this.wroteInTurn = false;
    this.flush();
  }

  /** Writes pending frames to the socket; terminates a consumer that exceeds its send buffer. */
  flush(): void {
    const { pending, pendingBytes } = this;
    if (pending.length === 0) return;
    this.pending = [];
    this.pendingBytes = 0;
    this.lastSentAt = Date.now();
    if (pending.length === 1 && pending[0]) this.socket.write(pending[0]);
    else if (pendingBytes <= MAX_CONCAT_BYTES)
      this.socket.write(Buffer.concat(pending, pendingBytes));
    else {
      this.socket.cork();
      for (const bytes of pending) this.socket.write(bytes);
      this.socket.uncork();
    }
    if (this.bufferedBytes > this.settings.maxSendBuffer) this.terminate();
    else this.settings.sendBuffers.update(this);
  }

  /** Sends a ping: a client that receives nothing considers the connection lost. */
  keepAlive(): void {
    this.lastSentAt = Date.now();
    const ping = (): void => {
      if (!this.closing) this.webSocket.ping();
    };
    if (this.settings.faults.affectsTraffic) this.settings.faults.defer(ping);
    else ping();
  }

  /** Closes the socket after sending everything pending. */
  close(code = 1000): void {
    if (this.closing) return;
    this.flush();
    this.closing = true;
    this.webSocket.close(code);
    setTimeout(() => this.webSocket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  terminate(): void {
    this.closing = true;
    this.pending = [];
    this.webSocket.terminate();
  }
}
