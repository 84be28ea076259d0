import { AblyError } from './ably-error';
import { isPlainObject } from './plain-value';
import type { InboundProtocolMessage, RawItem } from './protocol-message';

/** Validates the outer shape of a client's frame; ignores unknown fields. */
export function parseProtocolMessage(value: unknown): InboundProtocolMessage {
  if (!isPlainObject(value)) throw malformed('it must be an object');
  const { action } = value;
  if (typeof action !== 'number' || !Number.isInteger(action)) {
    throw malformed('"action" must be a whole number');
  }
  const message: InboundProtocolMessage = {
    action,
    flags: optionalNumber(value, 'flags') ?? 0,
    params: stringMap(value['params']),
    messages: items(value['messages'], 'messages'),
    presence: items(value['presence'], 'presence'),
    annotations: items(value['annotations'], 'annotations'),
  };
  const serial = optionalNumber(value, 'msgSerial');
  if (serial !== undefined) message.msgSerial = serial;
  for (const field of ['id', 'channel', 'channelSerial'] as const) {
    const text = optionalString(value, field);
    if (text !== undefined) message[field] = text;
  }
  if (isPlainObject(value['auth'])) {
    const token = value['auth']['accessToken'];
    if (typeof token === 'string') message.accessToken = token;
  }
  return message;
}

function malformed(reason: string): AblyError {
  return new AblyError(40000, 400, `Invalid protocol message: ${reason}.`);
}

function optionalNumber(value: Record<string, unknown>, field: string): number | undefined {
  const found = value[field];
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'number' || !Number.isSafeInteger(found)) {
    throw malformed(`"${field}" must be a whole number`);
  }
  return found;
}

function optionalString(value: Record<string, unknown>, field: string): string | undefined {
  const found = value[field];
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'string') throw malformed(`"${field}" must be a string`);
  return found;
}

function stringMap(value: unknown): Record<string, string> {
  const map: Record<string, string> = {};
  if (!isPlainObject(value)) return map;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'string') map[key] = entry;
    else if (typeof entry === 'number' || typeof entry === 'boolean') map[key] = String(entry);
  }
  return map;
}

const NONE: RawItem[] = [];

function items(value: unknown, field: string): RawItem[] {
  if (value === undefined || value === null) return NONE;
  if (!Array.isArray(value)) throw malformed(`"${field}" must be an array`);
  for (const item of value) {
    if (!isPlainObject(item)) throw malformed(`"${field}" must contain objects`);
  }
  return value as RawItem[];
}
