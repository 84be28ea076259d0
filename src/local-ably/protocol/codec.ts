import { Packr, Unpackr } from 'msgpackr';
import { AblyError } from './ably-error';
import { jsonPayload } from './payload';
import { isPlainObject } from './plain-value';
import type { OutboundProtocolMessage } from './protocol-message';

/** The two encodings a client can choose, per connection or per request. */
export type Format = 'json' | 'msgpack';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
const MAX_UINT32 = 0xffffffff;

/** Encodes a reply or frame; bytes inside become base64 for JSON readers. */
export function encode(value: unknown, format: Format): Buffer {
  return format === 'json'
    ? Buffer.from(JSON.stringify(jsonForm(value)))
    : packr.pack(packForm(value));
}

/** Decodes what a client sent; anything undecodable is refused with 40001. */
export function decode(data: Buffer, format: Format): unknown {
  try {
    if (format === 'json') return JSON.parse(data.toString('utf8')) as unknown;
    return unpackr.unpack(data) as unknown;
  } catch {
    throw new AblyError(40001, 400, `Body is not valid ${format}; check how it was encoded.`);
  }
}

/** The text of a protocol message; only one that carries bytes needs to be rewritten first. */
export function frameText(message: OutboundProtocolMessage): string {
  const plain =
    !message.messages?.some(carriesBytes) &&
    !message.presence?.some(carriesBytes) &&
    !message.annotations?.some(carriesBytes);
  return JSON.stringify(plain ? message : jsonForm(message));
}

function carriesBytes({ data }: { data?: unknown }): boolean {
  return Buffer.isBuffer(data);
}

/** Replaces data bytes by base64 and notes the step in the encoding beside it. */
function jsonForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonForm);
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = jsonForm(value[key]);
  if (Buffer.isBuffer(value['data'])) {
    const encoding = typeof value['encoding'] === 'string' ? value['encoding'] : undefined;
    Object.assign(copy, jsonPayload(value['data'], encoding));
  }
  return copy;
}

/** Drops undefined fields and keeps large integers integers; msgpackr would make them floats. */
function packForm(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && Math.abs(value) > MAX_UINT32 ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map(packForm);
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (value[key] !== undefined) copy[key] = packForm(value[key]);
  }
  return copy;
}
