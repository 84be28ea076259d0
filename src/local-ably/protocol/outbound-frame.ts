import { encode, frameText, type Format } from './codec';
import type { OutboundProtocolMessage } from './protocol-message';

/**
 * A protocol message for any number of connections. Encoded at most once per format, WebSocket
 * header included; all receivers share the bytes.
 */
export class OutboundFrame {
  private json?: Buffer;
  private msgpack?: Buffer;

  constructor(readonly message: OutboundProtocolMessage) {}

  bytes(format: Format): Buffer {
    if (format === 'json') return (this.json ??= textFrame(frameText(this.message)));
    return (this.msgpack ??= binaryFrame(encode(this.message, 'msgpack')));
  }
}

function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(headerSize(length) + length);
  bytes.write(text, writeHeader(bytes, 0x81, length));
  return bytes;
}

function binaryFrame(payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(headerSize(payload.length) + payload.length);
  payload.copy(bytes, writeHeader(bytes, 0x82, payload.length));
  return bytes;
}

function headerSize(length: number): number {
  return length < 126 ? 2 : length < 65536 ? 4 : 10;
}

/** Writes the header of one final, unmasked WebSocket frame (RFC 6455, section 5.2). */
function writeHeader(bytes: Buffer, firstByte: number, length: number): number {
  const size = headerSize(length);
  bytes[0] = firstByte;
  if (size === 2) {
    bytes[1] = length;
  } else if (size === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  return size;
}
