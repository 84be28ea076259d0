import { fc } from '../harness/property-testing';

/** Any value of JSON or msgpack. */
export const anything = fc.oneof(
  { weight: 5, arbitrary: fc.anything({ withBigInt: false, maxDepth: 2 }) },
  // Objects whose conversion to a text or number throws.
  { weight: 1, arbitrary: fc.constantFrom({ toString: 1 }, [{ valueOf: 1, toString: 1 }]) },
);

/** A message, presence event or annotation with any value in every field. */
export const hostileItem = fc.record(
  {
    name: anything,
    data: anything,
    encoding: fc.oneof(fc.constantFrom('base64', 'json', 'utf-8/base64'), anything),
    clientId: anything,
    id: anything,
    action: fc.oneof(fc.nat(6), anything),
    serial: anything,
    type: fc.oneof(fc.constantFrom('r:flag.v1', 'r:multiple.v1'), anything),
    messageSerial: anything,
    version: anything,
    extras: anything,
    count: anything,
    connectionKey: anything,
  },
  { requiredKeys: [] },
);

/** A protocol message with any value in every field. */
export const hostileFrame = fc.record(
  {
    action: fc.oneof(fc.nat(25), anything),
    channel: fc.oneof(fc.constantFrom('a', '', ':x', '[x', 'mutable:a'), anything),
    channelSerial: anything,
    msgSerial: fc.oneof(fc.nat(3), anything),
    flags: fc.oneof(fc.nat(), anything),
    params: fc.oneof(
      fc.dictionary(fc.constantFrom('rewind', 'modes', 'occupancy'), anything),
      anything,
    ),
    auth: fc.oneof(fc.record({ accessToken: anything }), anything),
    messages: fc.oneof(fc.array(hostileItem, { maxLength: 3 }), anything),
    presence: fc.oneof(fc.array(hostileItem, { maxLength: 3 }), anything),
    annotations: fc.oneof(fc.array(hostileItem, { maxLength: 3 }), anything),
  },
  { requiredKeys: ['action'] },
);

/** Truncated bytes, or bytes changed, dropped or repeated at any position. */
export function damaged(bytes: Buffer): fc.Arbitrary<Buffer> {
  const position = fc.nat(Math.max(0, bytes.length - 1));
  return fc.oneof(
    position.map((at) => bytes.subarray(0, at)),
    position.map((at) => bytes.subarray(at)),
    fc.tuple(position, fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(bytes);
      copy[at] = byte;
      return copy;
    }),
    fc
      .tuple(position, position)
      .map(([at, from]) =>
        Buffer.concat([bytes.subarray(0, at), bytes.subarray(from), bytes.subarray(at)]),
      ),
    fc
      .tuple(position, fc.uint8Array({ maxLength: 8 }))
      .map(([at, more]) => Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])),
  );
}
