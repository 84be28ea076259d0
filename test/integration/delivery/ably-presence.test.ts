import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import { randomUUID } from 'node:crypto';
import { AblyPresence } from '../../../src/delivery/ably/ably-presence';
import { afterTest } from '../../support/harness/after-test';
import { startAblyFixture } from '../../support/servers/ably-fixture';
import type { AblyFixture } from '../../support/servers/ably-fixture';
import { waitFor } from '../../support/harness/wait-for';

const TIMEOUT_MS = 1_500;

describe('Ably presence of sessions', () => {
  let ably: AblyFixture;
  let proxy: Server;
  /** Requests received by Ably, in order. */
  let requests: URL[];
  beforeAll(async () => {
    ably = await startAblyFixture();
    proxy = createServer((message, response) => {
      requests.push(new URL(message.url ?? '/', 'http://gate'));
      const { method, url: path, headers } = message;
      const forwarded = request({
        port: ably.server.port,
        host: '127.0.0.1',
        method,
        path,
        headers,
      });
      forwarded.on('response', (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      });
      message.pipe(forwarded);
    });
    await listen(proxy);
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await ably.stop();
  });

  const presence = (): AblyPresence => presenceAt(ably.key, proxy);
  const enter = async (sessionId: string, ...userIds: string[]): Promise<void> => {
    const channel = ably.realtime().channels.get(`chat:session:${sessionId}`);
    await Promise.all(userIds.map((userId) => channel.presence.enterClient(userId)));
  };

  it('returns the user ids of each session', async () => {
    const [full, empty] = [randomUUID(), randomUUID()];
    await enter(full, '7', '12');
    const found = await presence().usersInSessions([full, empty]);
    expect(found).toEqual(
      new Map([
        [full, new Set(['7', '12'])],
        [empty, new Set()],
      ]),
    );
    expect(requests).toHaveLength(1);
  });

  it('is requested once for concurrent callers and cached for a few seconds', async () => {
    const sessionId = randomUUID();
    const watching = presence();
    await Promise.all(Array.from({ length: 20 }, () => watching.usersInSessions([sessionId])));
    await watching.usersInSessions([sessionId]);
    expect(requests).toHaveLength(1);
    await enter(sessionId, '7');
    await waitFor('the new member', async () => {
      const found = await watching.usersInSessions([sessionId]);
      return found.get(sessionId)?.has('7');
    });
    expect(requests).toHaveLength(2);
  });

  it('is requested in batches of 100 sessions without cached ones', async () => {
    const ids = Array.from({ length: 250 }, () => randomUUID());
    const watching = presence();
    await watching.usersInSessions(ids.slice(0, 30));
    expect((await watching.usersInSessions(ids)).size).toBe(250);
    const counts = requests.map((url) => url.searchParams.get('channels')?.split(',').length);
    expect(counts).toEqual([30, 100, 100, 20]);
  });

  it('sends no request for an empty list', async () => {
    expect(await presence().usersInSessions([])).toEqual(new Map());
    expect(requests).toEqual([]);
  });

  it('is unknown while Ably is unavailable, and failures are cached', async () => {
    const refusing = createServer((message, response) => {
      requests.push(new URL(message.url ?? '/', 'http://gate'));
      response.writeHead(503).end();
    });
    await listen(refusing);
    afterTest(() => refusing.close());
    const sessionId = randomUUID();
    const watching = presenceAt(ably.key, refusing);
    for (let times = 0; times < 5; times += 1) {
      expect(await watching.usersInSessions([sessionId])).toEqual(new Map());
    }
    expect(requests).toHaveLength(1);
  });

  it('times out when Ably does not answer', async () => {
    const silent = createSocketServer();
    await listen(silent);
    afterTest(() => silent.close());
    const began = Date.now();
    expect(await presenceAt(ably.key, silent).usersInSessions([randomUUID()])).toEqual(new Map());
    expect(Date.now() - began).toBeLessThan(2 * TIMEOUT_MS);
  });
});

function presenceAt(key: string, server: SocketServer): AblyPresence {
  const { port } = server.address() as AddressInfo;
  return new AblyPresence(key, { endpoint: '127.0.0.1', port, tls: false });
}

function listen(server: SocketServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
