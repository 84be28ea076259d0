import { encode, type Format } from './codec';
import type { OutboundProtocolMessage } from './protocol-message';

/**
 * A protocol message on its way to any number of connections. It is encoded at most once per
 * format, WebSocket header included, and every receiver gets the same bytes.
 */
export class OutboundFrame {
  private json?: Buffer;
  private msgpack?: Buffer;

  constructor(readonly message: OutboundProtocolMessage) {}

  bytes(format: Format): Buffer {
    if (format === 'json') return (this.json ??= frame(encode(this.message, 'json'), 0x81));
    return (this.msgpack ??= frame(encode(this.message, 'msgpack'), 0x82));
  }
}

/** Wraps a payload as one final, unmasked WebSocket frame (RFC 6455, section 5.2). */
function frame(payload: Buffer, firstByte: number): Buffer {
  const { length } = payload;
  const headerSize = length < 126 ? 2 : length < 65536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerSize + length);
  bytes[0] = firstByte;
  if (headerSize === 2) {
    bytes[1] = length;
  } else if (headerSize === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(bytes, headerSize);
  return bytes;
}
