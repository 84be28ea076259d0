import { fc, runs } from '../../../support/harness/property-testing';
import { pack } from 'msgpackr';
import { faultRoutes } from '../../../../src/local-ably/rest/fault-routes';
import { provisioningRoutes } from '../../../../src/local-ably/rest/provisioning-routes';
import { routes } from '../../../../src/local-ably/rest/routes';
import { anything, damaged, hostileItem } from '../../../support/checks/hostile-frames';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture } from '../../../support/servers/ably-fixture';

/** Every route of the server, and unknown ones. */
const ROUTES = [
  ...[...routes, ...provisioningRoutes, ...faultRoutes].map(({ method, path }) => [method, path]),
  ['GET', '/push/deviceRegistrations'],
  ['GET', '/comet/connect'],
  ['PUT', '/channels/*/messages/*'],
  ['OPTIONS', '/channels/*'],
] as [string, string][];

const PARAMETERS = [
  'limit direction start end from_serial fromSerial channels unit by type name prefix v format',
  'envelope access_token key forClientId idempotencyKey clientId connectionId _after _bound',
]
  .join(' ')
  .split(' ');

/** Bodies that are nearly valid for some route. */
const bodyValue = fc.oneof(
  hostileItem,
  fc.array(hostileItem, { maxLength: 3 }),
  fc.record(
    { channels: fc.oneof(fc.array(anything, { maxLength: 3 }), anything), messages: anything },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      keyName: fc.oneof(fc.constant('testapp.first'), anything),
      ttl: anything,
      capability: anything,
      clientId: anything,
      timestamp: anything,
      nonce: anything,
      mac: anything,
      targets: fc.oneof(fc.array(anything, { maxLength: 3 }), anything),
      issuedBefore: anything,
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      keys: fc.oneof(fc.array(anything, { maxLength: 2 }), anything),
      namespaces: anything,
      channels: fc.array(fc.record({ name: anything, presence: fc.array(hostileItem) }), {
        maxLength: 2,
      }),
      limits: anything,
    },
    { requiredKeys: [] },
  ),
  fc.record(
    { text: anything, metadata: anything, headers: anything, message: anything, on: anything },
    { requiredKeys: [] },
  ),
  fc.record(
    { count: anything, code: anything, statusCode: anything, milliseconds: anything },
    { requiredKeys: [] },
  ),
  anything,
);

/** The value in JSON or msgpack, intact or corrupted, with its Content-Type. */
const body = fc
  .record({
    value: bodyValue,
    packed: fc.boolean(),
    type: fc.constantFrom('', 'text/plain', '+odd'),
  })
  .chain(({ value, packed, type }) => {
    const bytes = packed ? pack(value) : Buffer.from(JSON.stringify(value) ?? '');
    const named = `application/${packed ? 'x-msgpack' : 'json'}`;
    return fc.record({
      bytes: fc.oneof({ weight: 3, arbitrary: fc.constant(bytes) }, damaged(bytes)),
      type: fc.constant(type === 'text/plain' ? type : named + type),
    });
  });

const segment = fc.oneof(
  fc.constantFrom('a', 'testapp.first', 'mutable:a', '%zz', '%5Bx', '%3Ax', '%0A', '%F0%9F'),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).map(encodeURIComponent),
);

const call = fc.record({
  segments: fc.array(segment, { minLength: 2, maxLength: 2 }),
  query: fc.dictionary(fc.constantFrom(...PARAMETERS), fc.oneof(fc.string(), fc.nat().map(String))),
  body,
  auth: fc.constantFrom(
    'Basic dGVzdGFwcC5maXJzdDpzM2NyZXQ=',
    'Basic dGVzdGFwcC5maXJzdDpzM2NyZXQ=',
    'Bearer x',
    'Nonsense',
    'Basic !!',
  ),
  accept: fc.constantFrom('application/json', 'application/x-msgpack', '*/*'),
  version: fc.constantFrom('2', '3', '6', 'x'),
  client: fc.constantFrom('', 'YW5h', 'Kg==', '!!'),
});

describe('hostile requests', () => {
  let ably: AblyFixture;
  const unhandled: unknown[] = [];
  const recordError = (reason: unknown): number => unhandled.push(reason);
  beforeAll(async () => {
    process.on('unhandledRejection', recordError);
    process.on('uncaughtException', recordError);
    ably = await startAblyFixture({
      provisioning: true,
      admin: true,
      limits: { maxChannels: 500, maxApps: 50 },
    });
  });
  afterAll(async () => {
    await ably.stop();
    process.off('unhandledRejection', recordError);
    process.off('uncaughtException', recordError);
  });

  it.each(ROUTES)('%s %s returns a complete response to any request', async (method, route) => {
    const send = async (one: typeof call extends fc.Arbitrary<infer T> ? T : never) => {
      let at = 0;
      const path = route.replace(/\*/g, () => one.segments[at++] ?? 'a');
      const response = await ably.fetch(`${path}?${new URLSearchParams(one.query).toString()}`, {
        method,
        headers: {
          authorization: one.auth,
          'content-type': one.body.type,
          accept: one.accept,
          'x-ably-version': one.version,
          'x-ably-clientid': one.client,
        },
        ...(['GET', 'DELETE', 'OPTIONS'].includes(method) ? {} : { body: one.body.bytes }),
      });
      // A validly injected fault must not affect the next request.
      ably.server.faults.reset();
      await expectCompleteResponse(response);
    };
    await fc.assert(fc.asyncProperty(call, send), { numRuns: runs(25) });
    expect(unhandled).toEqual([]);
  });

  async function expectCompleteResponse(response: Response): Promise<void> {
    expect(response.status).toBeLessThan(500);
    if (response.status < 400) {
      await response.arrayBuffer();
      return;
    }
    const code = response.headers.get('x-ably-errorcode');
    expect(Number(code)).toBeGreaterThanOrEqual(40000);
    if (response.headers.get('content-type') !== 'application/json') return;
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: Number(code), statusCode: response.status });
    expect(typeof error['message']).toBe('string');
  }
});
