import { AblyError } from './ably-error';

const MAX_DEPTH = 32;

/** True for plain objects: no arrays, bytes, dates or other classes. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Throws 40013 for decoded values that cannot be encoded again: classes from msgpack extensions,
 * and nesting so deep that encoding would overflow the stack.
 */
export function assertPlain(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) {
    throw new AblyError(
      40013,
      400,
      `Payload is nested deeper than ${MAX_DEPTH} levels; flatten it.`,
    );
  }
  if (Array.isArray(value)) {
    for (const item of value) assertPlain(item, depth + 1);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) assertPlain(value[key], depth + 1);
  } else {
    throw new AblyError(40013, 400, 'Payload contains a value that JSON cannot represent.');
  }
}
