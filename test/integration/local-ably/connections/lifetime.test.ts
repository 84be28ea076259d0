import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { afterTest } from '../../../support/harness/after-test';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';
import { FROM_SOURCES } from '../../../support/servers/product-process';

const key = encodeURIComponent('testapp.first:s3cret');

describe('server and connection lifetime', () => {
  let ably: AblyFixture;
  beforeEach(async () => {
    ably = await startOnQuietPort();
  });

  /** Below the ephemeral port range, so that it stays free. */
  async function startOnQuietPort(): Promise<AblyFixture> {
    for (;;) {
      const port = 10_000 + Math.floor(Math.random() * 20_000);
      try {
        return await startAblyFixture({ port, limits: { maxIdleInterval: 1_000 } });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }
  afterEach(() => ably.stop());

  it('responds to pings and keeps idle connections alive', async () => {
    // The SDK does not cancel the timer of a ping.
    const client = ably.realtime({ realtimeRequestTimeout: 500 });
    await client.connection.whenState('connected');
    expect(await client.connection.ping()).toBeGreaterThan(0);
    const url = `ws://127.0.0.1:${ably.server.port}/?key=${key}&heartbeats=true`;
    const browser = new WebSocket(url);
    afterTest(() => browser.terminate());
    const frames: { action: number }[] = [];
    browser.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as never));
    const node = new WebSocket(url.replace('true', 'false'));
    afterTest(() => node.terminate());
    await Promise.all([
      waitUntil(() => frames.some((one) => one.action === 0)),
      once(node, 'ping'),
    ]);
  });

  it('accepts reconnecting clients after a restart on the same port', async () => {
    const client = ably.realtime({ disconnectedRetryTimeout: 100 });
    const channel = client.channels.get('after');
    await channel.attach();
    const lost = client.connection.once('disconnected');
    await ably.server.stop();
    await lost;
    const restarted = await startAblyFixture({ port: ably.server.port });
    afterTest(() => restarted.stop());
    await client.connection.whenState('connected');
    await channel.publish('n', 'still here');
    client.close();
    await client.connection.whenState('closed');
  });

  it('accepts tokens issued before a restart', async () => {
    const { token } = await ably.rest().auth.requestToken();
    await ably.server.stop();
    const restarted = await startAblyFixture({ port: ably.server.port });
    afterTest(() => restarted.stop());
    // Keep-alive sockets of the SDK to the first server fail once.
    await waitUntil(() =>
      restarted
        .rest()
        .time()
        .then(Boolean, () => false),
    );
    await restarted.rest({ token }).channels.get('x').publish('n', 'd');
  });

  it('handles upgrades with any URL', async () => {
    for (const url of ['//', 'http://[', '/?key=%zz', '*', '/?access_token=a.b.c']) {
      const socket = connect(ably.server.port, '127.0.0.1');
      afterTest(() => socket.destroy());
      socket.write(
        `GET ${url} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      await once(socket, 'data');
    }
    await ably.rest().time();
  });

  it('rejects faults and provisioning on a network address', async () => {
    await expect(startAblyFixture({ host: '0.0.0.0', admin: true })).rejects.toThrow('loopback');
    await expect(startAblyFixture({ host: '0.0.0.0', provisioning: true })).rejects.toThrow(
      'loopback',
    );
    await expect(startAblyFixture({ keys: ['nonsense'] })).rejects.toThrow('app.key:secret');
  });

  it('runs as a command that prints its address and stops on SIGTERM', async () => {
    const main = require.resolve('../../../../src/local-ably/main.ts');
    const args = [...FROM_SOURCES, main, '--port', '0'];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, LOCAL_ABLY_KEYS: 'a.b:c, d.e:f' },
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toMatch(/^Local Ably listening on http:\/\/127\.0\.0\.1:\d+\n$/);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    const without = spawn(process.execPath, args, { env: { ...process.env, LOCAL_ABLY_KEYS: '' } });
    const [message] = (await once(without.stderr, 'data')) as [Buffer];
    expect(message.toString()).toContain('use --key or LOCAL_ABLY_KEYS');
  });
});
