import { once } from 'node:events';
import { afterTest } from '../../support/harness/after-test';
import { fc, runs } from '../../support/harness/property-testing';
import { pack, unpack } from 'msgpackr';
import { WebSocket } from 'ws';
import { damaged, hostileFrame } from '../../support/checks/hostile-frames';
import type { AblyFixture } from '../../support/servers/ably-fixture';
import { startAblyFixture } from '../../support/servers/ably-fixture';

const RUNS = { numRuns: runs(100) };

describe('hostile input', () => {
  let ably: AblyFixture;
  const unhandled: unknown[] = [];
  const recordError = (reason: unknown): number => unhandled.push(reason);
  beforeAll(async () => {
    process.on('unhandledRejection', recordError);
    process.on('uncaughtException', recordError);
    ably = await startAblyFixture({ limits: { maxChannels: 500 } });
  });
  afterAll(async () => {
    await ably.stop();
    process.off('unhandledRejection', recordError);
    process.off('uncaughtException', recordError);
  });

  const key = encodeURIComponent('testapp.first:s3cret');

  async function connect(format: string): Promise<WebSocket> {
    const socket = new WebSocket(
      `ws://127.0.0.1:${ably.server.port}/?key=${key}&format=${format}&clientId=ana`,
    );
    await once(socket, 'message');
    return socket;
  }

  /** Sends a frame and a heartbeat; returns the frames up to the heartbeat or the close. */
  async function exchange(
    frame: string | Buffer,
    format = 'json',
  ): Promise<Record<string, unknown>[]> {
    const socket = await connect(format);
    const replies: Record<string, unknown>[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const value: unknown = format === 'json' ? JSON.parse(data.toString()) : unpack(data);
        const reply = value as Record<string, unknown>;
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

  function expectCompleteErrors(replies: Record<string, unknown>[]): void {
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

  it('responds to any bytes with a protocol error, without a crash', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (frame) => {
        const replies = await exchange(frame);
        expectCompleteErrors(replies);
        if (replies.length === 0) expect(harmless(frame)).toBe(true);
      }),
      RUNS,
    );
    expect(unhandled).toEqual([]);
  });

  /** Frames without a response, such as heartbeats without an id. */
  function harmless(frame: string | Buffer): boolean {
    if (typeof frame !== 'string') return false;
    const value: unknown = JSON.parse(frame);
    return typeof value === 'object';
  }

  const ENCODE = {
    json: (value: unknown): string => JSON.stringify(value),
    msgpack: (value: unknown): Buffer => pack(value),
  };

  it.each(['json', 'msgpack'] as const)('handles any protocol message in %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(hostileFrame, async (value) =>
        expectCompleteErrors(await exchange(ENCODE[format](value))),
      ),
      RUNS,
    );
    expect(unhandled).toEqual([]);
  });

  const WHOLE_FRAMES = [
    { action: 10, channel: 'a', params: { rewind: '5', modes: 'publish' }, flags: 1 << 17 },
    {
      action: 15,
      channel: 'a',
      msgSerial: 0,
      messages: [{ name: 'n', data: 'd', extras: { a: 1 } }],
    },
    {
      action: 14,
      channel: 'a',
      msgSerial: 0,
      presence: [{ action: 2, data: '{}', encoding: 'json' }],
    },
    {
      action: 21,
      channel: 'mutable:a',
      msgSerial: 0,
      annotations: [{ action: 0, type: 'r:flag.v1', messageSerial: '01' }],
    },
    { action: 17, auth: { accessToken: 'testapp.x' } },
    { action: 12, channel: 'a' },
    { action: 16, channel: 'a' },
  ];

  it.each(
    (['json', 'msgpack'] as const).flatMap((format) =>
      WHOLE_FRAMES.map((frame) => [format, frame] as const),
    ),
  )('handles a truncated or corrupted frame of %s: %j', async (format, frame) => {
    const bytes = Buffer.from(ENCODE[format](frame));
    await fc.assert(
      fc.asyncProperty(damaged(bytes), async (broken) => {
        // Text or bytes, independently of the frame type.
        const text = format === 'json' && Buffer.from(broken.toString()).equals(broken);
        expectCompleteErrors(await exchange(text ? broken.toString() : broken, format));
      }),
      { numRuns: runs(40) },
    );
    expect(unhandled).toEqual([]);
    expect(await ably.rest().time()).toBeGreaterThan(0);
  });

  it('disconnects a consumer that does not read and keeps serving the others', async () => {
    const bounded = await startAblyFixture({ limits: { maxSendBuffer: 200_000 } });
    afterTest(() => bounded.stop());
    const slow = new WebSocket(`ws://127.0.0.1:${bounded.server.port}/?key=${key}&format=json`);
    afterTest(() => slow.terminate());
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
    let received = 0;
    await reader.subscribe(() => (received += 1));
    let sent = 0;
    while ((await connections()) === 2) {
      await rest.publish('n', 'x'.repeat(60_000));
      sent += 1;
    }
    await rest.publish('n', 'last');
    const count = sent + 1;
    while (received < count) await new Promise((resolve) => setImmediate(resolve));
  });

  it('rejects a connection above the limit with a retryable error', async () => {
    const small = await startAblyFixture({ limits: { maxConnections: 1 } });
    afterTest(() => small.stop());
    await small.realtime().connection.whenState('connected');
    const second = small.realtime();
    const change = await second.connection.once('disconnected');
    expect(change.reason?.code).toBe(40111);
  });
});
