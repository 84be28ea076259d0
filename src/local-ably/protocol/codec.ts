import { Packr, Unpackr } from 'msgpackr';
import { AblyError } from './ably-error';
import { jsonPayload } from './payload';
import { isPlainObject } from './plain-value';
import type { OutboundProtocolMessage } from './protocol-message';

/** The wire formats; clients choose one per connection or request. */
export type Format = 'json' | 'msgpack';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });
const MAX_UINT32 = 0xffffffff;

/** Encodes a reply or frame; bytes become base64 in JSON. */
export function encode(value: unknown, format: Format): Buffer {
  return format === 'json'
    ? Buffer.from(JSON.stringify(jsonForm(value)))
    : packr.pack(packForm(value));
}

/** Decodes client data; throws 40001 if it is invalid. */
export function decode(data: Buffer, format: Format): unknown {
  try {
    if (format === 'json') return JSON.parse(data.toString('utf8')) as unknown;
    return unpackr.unpack(data) as unknown;
  } catch {
    throw new AblyError(40001, 400, `Body is not valid ${format}; check how it was encoded.`);
  }
}

/** A protocol message as JSON; only one that contains bytes needs a conversion. */
export function frameText(message: OutboundProtocolMessage): string {
  const isPlain =
    !message.messages?.some(hasBytes) &&
    !message.presence?.some(hasBytes) &&
    !message.annotations?.some(hasBytes);
  return JSON.stringify(isPlain ? message : jsonForm(message));
}

function hasBytes({ data }: { data?: unknown }): boolean {
  return Buffer.isBuffer(data);
}

/** Replaces bytes in `data` by base64 and appends the step to `encoding`. */
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

/** Removes undefined fields and converts large integers to BigInt: msgpackr would use floats. */
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
