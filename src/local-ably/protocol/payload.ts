import { AblyError } from './ably-error';
import type { Payload } from './message';
import { assertPlain } from './plain-value';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

interface Encoded {
  data?: Payload;
  encoding?: string;
}

/**
 * Converts client data to the stored form. Base64 becomes bytes and its encoding step is removed;
 * the server does not interpret any other encoding.
 */
export function readPayload(data: unknown, encoding: unknown): Encoded {
  if (encoding !== undefined && encoding !== null && typeof encoding !== 'string') {
    throw new AblyError(
      40013,
      400,
      'Message encoding must be a string such as "json" or "base64".',
    );
  }
  const steps = encoding ? encoding : undefined;
  if (data === undefined || data === null) return steps ? { encoding: steps } : {};
  if (typeof data === 'string') return readText(data, steps);
  if (Buffer.isBuffer(data)) return withEncoding(data, steps);
  if (typeof data === 'object') {
    assertPlain(data);
    return { data: JSON.stringify(data), encoding: steps ? `${steps}/json` : 'json' };
  }
  throw new AblyError(
    40013,
    400,
    `Message data of type ${typeof data} is not supported; send a string, bytes, object or array.`,
  );
}

function readText(data: string, encoding: string | undefined): Encoded {
  if (encoding === 'base64' || encoding?.endsWith('/base64')) {
    if (BASE64.test(data)) {
      return withEncoding(Buffer.from(data, 'base64'), encoding.slice(0, -'/base64'.length));
    }
  }
  return withEncoding(data, encoding);
}

function withEncoding(data: Payload, encoding: string | undefined): Encoded {
  return encoding ? { data, encoding } : { data };
}

/** The base64 form of bytes in JSON. */
export function jsonPayload(data: Buffer, encoding: string | undefined): Encoded {
  return {
    data: data.toString('base64'),
    encoding: encoding ? `${encoding}/base64` : 'base64',
  };
}

/** Bytes of a payload, for the message size limit. */
export function payloadSize(data: Payload | undefined): number {
  if (data === undefined) return 0;
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length;
}
