import { once } from 'node:events';
import fc from 'fast-check';
import { pack } from 'msgpackr';
import { WebSocket } from 'ws';
import type { AblyFixture } from '../../support/local-ably';
import { startAblyFixture } from '../../support/local-ably';

const RUNS = { numRuns: 100 };

describe('hostile input', () => {
  let ably: AblyFixture;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    ably = await startAblyFixture({
      provisioning: true,
      admin: true,
      limits: { maxChannels: 500 },
    });
  });
  afterAll(async () => {
    await ably.stop();
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  const key = encodeURIComponent('testapp.first:s3cret');

  async function connect(format: string): Promise<WebSocket> {
    const socket = new WebSocket(
      `ws://127.0.0.1:${ably.server.port}/?key=${key}&format=${format}&clientId=ana`,
    );
    await once(socket, 'message');
    return socket;
  }

  /** Sends one frame and a heartbeat after it; what came back, up to the heartbeat or the end. */
  async function exchange(frame: string | Buffer): Promise<Record<string, unknown>[]> {
    const socket = await connect('json');
    const replies: Record<string, unknown>[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const reply = JSON.parse(data.toString()) as Record<string, unknown>;
        if (reply['id'] === 'the end') resolve();
        else replies.push(reply);
      });
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
    });
    socket.send(frame);
    socket.send(JSON.stringify({ action: 0, id: 'the end' }));
    await done;
    socket.terminate();
    return replies;
  }

  function expectWholeErrors(replies: Record<string, unknown>[]): void {
    for (const reply of replies) {
      if (!('error' in reply)) continue;
      expect(reply['error']).toMatchObject({
        code: expect.any(Number) as number,
        statusCode: expect.any(Number) as number,
        message: expect.any(String) as string,
      });
      expect((reply['error'] as { code: number }).code).not.toBe(50000);
    }
  }

  it('answers any bytes with a protocol error, never with silence or a crash', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (frame) => {
        const replies = await exchange(frame);
        expectWholeErrors(replies);
        if (replies.length === 0) expect(harmless(frame)).toBe(true);
      }),
      RUNS,
    );
    expect(unhandled).toEqual([]);
  });

  /** Frames that rightly get no answer: id-less heartbeats and the like. */
  function harmless(frame: string | Buffer): boolean {
    if (typeof frame !== 'string') return false;
    const value: unknown = JSON.parse(frame);
    return typeof value === 'object';
  }

  const anything = fc.oneof(
    { weight: 5, arbitrary: fc.anything({ withBigInt: false, maxDepth: 2 }) },
    // Objects that fail when something tries to make text or a number of them.
    { weight: 1, arbitrary: fc.constantFrom({ toString: 1 }, [{ valueOf: 1, toString: 1 }]) },
  );
  const item = fc.record(
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
    },
    { requiredKeys: [] },
  );
  const message = fc.record(
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
      messages: fc.oneof(fc.array(item, { maxLength: 3 }), anything),
      presence: fc.oneof(fc.array(item, { maxLength: 3 }), anything),
      annotations: fc.oneof(fc.array(item, { maxLength: 3 }), anything),
    },
    { requiredKeys: ['action'] },
  );

  it.each([
    ['json', (value: unknown) => JSON.stringify(value)],
    ['msgpack', (value: unknown) => pack(value)],
  ] as const)('survives any protocol message in %s', async (_format, encode) => {
    await fc.assert(
      fc.asyncProperty(message, async (value) => expectWholeErrors(await exchange(encode(value)))),
      RUNS,
    );
    expect(unhandled).toEqual([]);
  });

  const ROUTES: [string, string][] = [
    ['GET', '/time'],
    ['POST', '/keys/*/requestToken'],
    ['POST', '/keys/*/revokeTokens'],
    ['POST', '/channels/*/messages'],
    ['GET', '/channels/*/messages'],
    ['GET', '/channels/*/messages/*'],
    ['PATCH', '/channels/*/messages/*'],
    ['GET', '/channels/*/messages/*/versions'],
    ['POST', '/channels/*/messages/*/annotations'],
    ['GET', '/channels/*/messages/*/annotations'],
    ['GET', '/channels/*/messages/*/client-summary'],
    ['GET', '/channels/*/presence'],
    ['GET', '/channels/*/presence/history'],
    ['GET', '/channels/*'],
    ['GET', '/channels'],
    ['POST', '/messages'],
    ['GET', '/presence'],
    ['GET', '/stats'],
    ['POST', '/stats'],
    ['POST', '/apps'],
    ['DELETE', '/apps/*'],
    ['POST', '/admin/faults/nack-next-publishes'],
    ['POST', '/admin/faults/reset'],
    ['POST', '/chat/v4/rooms/*/messages'],
    ['GET', '/chat/v4/rooms/*/messages'],
    ['GET', '/chat/v4/rooms/*/messages/*'],
    ['PUT', '/chat/v4/rooms/*/messages/*'],
    ['POST', '/chat/v4/rooms/*/messages/*/delete'],
    ['GET', '/chat/v4/rooms/*/messages/*/versions'],
    ['POST', '/chat/v4/rooms/*/messages/*/reactions'],
    ['DELETE', '/chat/v4/rooms/*/messages/*/reactions'],
    ['GET', '/chat/v4/rooms/*/messages/*/client-reactions'],
    ['GET', '/chat/v4/rooms/*/occupancy'],
    ['GET', '/push/deviceRegistrations'],
    ['GET', '/comet/connect'],
  ];
  const segment = fc.oneof(
    fc.constantFrom('a', 'testapp.first', 'mutable:a', '%zz', '%5Bx', '%3Ax', '%0A'),
    fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).map(encodeURIComponent),
  );
  const NAMES = [
    'limit',
    'direction',
    'start',
    'end',
    'from_serial',
    'channels',
    'unit',
    'type',
    'v',
    '_after',
    'format',
  ];

  it.each(ROUTES)('%s %s answers any request with a whole reply', async (method, route) => {
    const request = fc.record({
      segments: fc.array(segment, { minLength: 2, maxLength: 2 }),
      query: fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(fc.string(), fc.nat().map(String))),
      body: fc.oneof(
        anything.map((v) => JSON.stringify(v) ?? ''),
        fc.json(),
        fc.string(),
        fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
        item.map((v) => JSON.stringify(v)),
      ),
      auth: fc.constantFrom(
        'Basic dGVzdGFwcC5maXJzdDpzM2NyZXQ=',
        'Bearer x',
        'Nonsense',
        'Basic !!',
      ),
      type: fc.constantFrom('application/json', 'application/x-msgpack', 'text/plain'),
      version: fc.constantFrom('2', '3', '6', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ segments, query, body, auth, type, version }) => {
        let at = 0;
        const path = route.replace(/\*/g, () => segments[at++] ?? 'a');
        const search = new URLSearchParams(query).toString();
        const response = await fetch(`http://127.0.0.1:${ably.server.port}${path}?${search}`, {
          method,
          headers: { authorization: auth, 'content-type': type, 'x-ably-version': version },
          ...(method === 'GET' || method === 'DELETE' ? {} : { body }),
        });
        await expectWholeReply(response);
      }),
      { numRuns: 15 },
    );
    expect(unhandled).toEqual([]);
  });

  async function expectWholeReply(response: Response): Promise<void> {
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

  it('drops a reader that does not read, and serves the others', async () => {
    const bounded = await startAblyFixture({ limits: { maxSendBuffer: 200_000 } });
    const slow = new WebSocket(`ws://127.0.0.1:${bounded.server.port}/?key=${key}&format=json`);
    await once(slow, 'message');
    slow.send(JSON.stringify({ action: 10, channel: 'flood' }));
    await once(slow, 'message');
    slow.pause();
    const rest = bounded.rest().channels.get('flood');
    const reader = bounded.realtime().channels.get('flood');
    await reader.attach();
    const connections = async (): Promise<number> =>
      (await rest.status()).status.occupancy.metrics.connections;
    expect(await connections()).toBe(2);
    let got = 0;
    await reader.subscribe(() => (got += 1));
    let sent = 0;
    while ((await connections()) === 2) {
      await rest.publish('n', 'x'.repeat(60_000));
      sent += 1;
    }
    await rest.publish('n', 'last');
    const count = sent + 1;
    while (got < count) await new Promise((resolve) => setImmediate(resolve));
    slow.terminate();
    await bounded.stop();
  });

  it('refuses a connection over the limit, and lets the client try again', async () => {
    const small = await startAblyFixture({ limits: { maxConnections: 1 } });
    await small.realtime().connection.whenState('connected');
    const second = small.realtime();
    const change = await second.connection.once('disconnected');
    expect(change.reason?.code).toBe(40111);
    await small.stop();
  });
});
