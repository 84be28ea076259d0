import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import { randomUUID } from 'node:crypto';
import { AblyPresence } from '../../../src/delivery/ably/ably-presence';
import { startAblyFixture } from '../../support/servers/ably-fixture';
import type { AblyFixture } from '../../support/servers/ably-fixture';
import { waitFor } from '../../support/harness/wait-for';

const PATIENCE_MS = 1_500;

describe('Ably presence of sessions', () => {
  let ably: AblyFixture;
  let gate: Server;
  /** Requests received by Ably, in order. */
  let asked: URL[];
  beforeAll(async () => {
    ably = await startAblyFixture();
    gate = createServer((message, response) => {
      asked.push(new URL(message.url ?? '/', 'http://gate'));
      const { method, url: path, headers } = message;
      const onward = request({ port: ably.server.port, host: '127.0.0.1', method, path, headers });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      message.pipe(onward);
    });
    await listen(gate);
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    gate.closeAllConnections();
    gate.close();
    await ably.stop();
  });

  const presence = (): AblyPresence => presenceAt(ably.key, gate);
  const enter = async (sessionId: string, ...people: string[]): Promise<void> => {
    const room = ably.realtime().channels.get(`chat:session:${sessionId}`);
    await Promise.all(people.map((person) => room.presence.enterClient(person)));
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
    expect(asked).toHaveLength(1);
  });

  it('is requested once for concurrent callers and cached for a few seconds', async () => {
    const sessionId = randomUUID();
    const watching = presence();
    await Promise.all(Array.from({ length: 20 }, () => watching.usersInSessions([sessionId])));
    await watching.usersInSessions([sessionId]);
    expect(asked).toHaveLength(1);
    await enter(sessionId, '7');
    await waitFor('the news', async () => {
      const found = await watching.usersInSessions([sessionId]);
      return found.get(sessionId)?.has('7');
    });
    expect(asked).toHaveLength(2);
  });

  it('is requested in batches of 100 sessions without cached ones', async () => {
    const ids = Array.from({ length: 250 }, () => randomUUID());
    const watching = presence();
    await watching.usersInSessions(ids.slice(0, 30));
    expect((await watching.usersInSessions(ids)).size).toBe(250);
    const counts = asked.map((url) => url.searchParams.get('channels')?.split(',').length);
    expect(counts).toEqual([30, 100, 100, 20]);
  });

  it('sends no request for an empty list', async () => {
    expect(await presence().usersInSessions([])).toEqual(new Map());
    expect(asked).toEqual([]);
  });

  it('is unknown while Ably is unavailable, and failures are cached', async () => {
    const refusing = createServer((message, response) => {
      asked.push(new URL(message.url ?? '/', 'http://gate'));
      response.writeHead(503).end();
    });
    await listen(refusing);
    const sessionId = randomUUID();
    const watching = presenceAt(ably.key, refusing);
    for (let times = 0; times < 5; times += 1) {
      expect(await watching.usersInSessions([sessionId])).toEqual(new Map());
    }
    expect(asked).toHaveLength(1);
    refusing.close();
  });

  it('times out when Ably does not answer', async () => {
    const silent = createSocketServer();
    await listen(silent);
    const began = Date.now();
    expect(await presenceAt(ably.key, silent).usersInSessions([randomUUID()])).toEqual(new Map());
    expect(Date.now() - began).toBeLessThan(2 * PATIENCE_MS);
    silent.close();
  });
});

function presenceAt(key: string, server: SocketServer): AblyPresence {
  const { port } = server.address() as AddressInfo;
  return new AblyPresence(key, { endpoint: '127.0.0.1', port, tls: false });
}

function listen(server: SocketServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
