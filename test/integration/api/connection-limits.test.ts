import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { createDirectClient } from '../../support/clients/direct-client';
import type { DirectClient } from '../../support/clients/direct-client';
import { HubClient, connectHubClient, hubSocketUrl } from '../../support/clients/hub-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const PER_USER = 6;
const PER_ADDRESS = 20;
const PARTIAL = 8;
const TIMEOUT_MS = 1_500;
const REFUSED = 'too-many-connections';
const LIMIT_MS = 20_000;

let system: TestSystem;
beforeEach(async () => {
  system = await startSystem({
    worker: false,
    env: {
      CONNECTION_LIMIT_PERSON: String(PER_USER),
      CONNECTION_LIMIT_ADDRESS: String(PER_ADDRESS),
      PARTIAL_REQUEST_LIMIT: String(PARTIAL),
      REQUEST_TIMEOUT: `PT${TIMEOUT_MS / 1_000}S`,
    },
  });
});
afterEach(() => system.stop());

const hub = (as: TestUser): HubClient =>
  new HubClient(new WebSocket(hubSocketUrl(system.url, `?token=${as.token}`)));

/** Resolves once no connection is being opened any more. */
async function settled(clients: HubClient[]): Promise<{ open: number; codes: Set<number> }> {
  for (const { socket } of clients) {
    await waitFor('a decision', () => socket.readyState !== WebSocket.CONNECTING, LIMIT_MS);
  }
  const count = () => clients.filter(({ closed }) => !closed).length;
  await waitFor('refusals', () => count() <= PER_ADDRESS, LIMIT_MS);
  await pause(500);
  return { open: count(), codes: new Set(clients.flatMap(({ closed }) => closed?.code ?? [])) };
}

async function directOutcome(client: DirectClient): Promise<string> {
  const outcome = await waitFor('an answer', () =>
    client.connectError ? 'refused' : client.socket.connected && 'connected',
  );
  const { code } = (client.connectError?.data ?? {}) as { code?: string };
  return code ?? outcome;
}

function direct(as: TestUser): DirectClient {
  const client = createDirectClient(
    system.url,
    { token: as.token },
    { transports: ['websocket'], reconnection: false },
  );
  afterTest(() => client.disconnect());
  return client;
}

async function openStream(as: TestUser, roomId: number): Promise<number | string> {
  const abort = new AbortController();
  afterTest(() => abort.abort());
  const response = await fetch(`${system.url}/api/chat/sse?roomId=${roomId}`, {
    ...{ headers: { authorization: `Bearer ${as.token}` }, signal: abort.signal },
  });
  if (response.status === 200) return 200;
  return ((await response.json()) as { code: string }).code;
}

describe('connections of one user', () => {
  it('beyond the limit are refused with the name of the limit, whatever protocol they use', async () => {
    const client = await system.addUser('client');
    const { id: roomId } = await new SupportFixture(system).openRoom(client);
    const clients = Array.from({ length: 60 }, () => hub(client));
    const { open, codes } = await settled(clients);
    expect(open).toBe(PER_USER);
    expect(codes).toEqual(new Set([4429]));
    const closed = clients.find((one) => one.closed)?.closed;
    expect(closed?.reason).toMatch(/connections open\. Close some/);
    expect(await directOutcome(direct(client))).toBe(REFUSED);
    expect(await openStream(client, roomId)).toBe(REFUSED);
    const other = await system.addUser('client');
    await connectHubClient(system, other);

    const [first, second] = clients.filter((one) => !one.closed);
    await first?.close();
    await second?.close();
    expect(await directOutcome(direct(client))).toBe('connected');
    expect(await openStream(client, roomId)).toBe(200);
    expect(await openStream(client, roomId)).toBe(REFUSED);
  });

  it('of Socket.IO beyond the limit do not stay open', async () => {
    const client = await system.addUser('client');
    const clients = Array.from({ length: 15 }, () => direct(client));
    const outcomes = await Promise.all(clients.map(directOutcome));
    expect(outcomes.filter((one) => one === 'connected')).toHaveLength(PER_USER);
    expect(outcomes.filter((one) => one === REFUSED)).toHaveLength(15 - PER_USER);
    const transports = () =>
      clients.filter(({ socket }) => socket.io.engine.readyState === 'open').length;
    await waitFor('closed transports', () => transports() === PER_USER, LIMIT_MS);
  });
});

describe('connections of one address', () => {
  it('beyond the limit are refused for every user, also before they sign in', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, () => system.addUser('client')));
    const clients = users.flatMap((user) => Array.from({ length: 4 }, () => hub(user)));
    expect(await settled(clients)).toEqual({ open: PER_ADDRESS, codes: new Set([4429]) });
    const [user] = users;
    if (!user) throw new Error('No user');
    expect(await directOutcome(direct(user))).toBe(REFUSED);
    const silent = Array.from({ length: 10 }, () => new WebSocket(hubSocketUrl(system.url)));
    const closed = silent.map(
      (socket) =>
        new Promise((resolve) => {
          socket.on('error', () => undefined);
          socket.once('close', resolve);
        }),
    );
    expect(new Set(await Promise.all(closed))).toEqual(new Set([4429]));
  });
});

describe('a request that does not arrive completely', () => {
  interface Sender {
    received: string;
    isClosed: boolean;
  }

  function send(text: string): Sender {
    const { hostname, port } = new URL(system.url);
    const socket = connect(Number(port), hostname);
    afterTest(() => socket.destroy());
    const sender: Sender = { received: '', isClosed: false };
    socket.on('data', (data) => (sender.received += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (sender.isClosed = true));
    socket.write(text);
    return sender;
  }

  const half = (token: string) =>
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
    `Authorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\n{"email":`;

  it('counts against the limit of its address and ends after the timeout', async () => {
    const { token } = await system.addUser('client');
    const senders = Array.from({ length: 50 }, () => send(half(token)));
    await waitFor(
      'refusals',
      () => senders.filter(({ isClosed }) => isClosed).length >= 50 - PARTIAL,
    );
    const refused = senders.filter(({ received }) => received.includes(`"code":"${REFUSED}"`));
    expect(refused).toHaveLength(50 - PARTIAL);
    expect(refused[0]?.received).toMatch(/^HTTP\/1\.1 429 /);
    await waitFor('timeouts', () => senders.every(({ isClosed }) => isClosed), LIMIT_MS);
    const late = senders.filter(({ received }) => received.includes('"code":"request-timeout"'));
    expect(late).toHaveLength(PARTIAL);
    expect(late[0]?.received).toMatch(/^HTTP\/1\.1 408 /);
    // The places are free again.
    const body = { email: 'x@example.test', password: 'wrong' };
    expect((await system.call('POST', '/api/v1/auth/login', { body })).status).toBe(401);
  });

  it('ends as well when its headers never end', async () => {
    const sender = send('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    await waitFor('its end', () => sender.isClosed, LIMIT_MS);
    expect(sender.received).toContain('"code":"request-timeout"');
  });
});
