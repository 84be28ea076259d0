import { errorResponse } from '../../../src/api/http/error-schema';
import { once } from 'node:events';
import { fc, runs } from '../../support/harness/property-testing';
import WebSocket from 'ws';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { createDirectClient } from '../../support/clients/direct-client';
import type { DirectClient } from '../../support/clients/direct-client';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import {
  createCarePair,
  createCareMessage,
  createDirectMessage,
} from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';
import { isRowId } from '../../../src/ids';

let system: TestSystem;
let fixture: DirectFixture;
let one: TestUser;
let other: TestUser;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  fixture = new DirectFixture(system);
});
beforeEach(async () => {
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
});
afterEach(() => fixture.disconnectAll());
afterAll(() => system.stop());

const contents = (list: { content: string }[]): string[] => list.map(({ content }) => content);

/** A bare WebSocket, for frames that the Socket.IO library would not send. */
async function openRawSocket(): Promise<{ socket: WebSocket; closed: Promise<unknown> }> {
  const address = `${system.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'open');
  return { socket, closed };
}

describe('a Socket.IO connection of the direct API', () => {
  it('delivers each message to both members once and in order, regardless of the sending API', async () => {
    const pair = await createCarePair(system);
    const here = await fixture.connect(pair.client);
    const there = await fixture.connect(pair.psychologist);
    await createCareMessage(system, { client: pair.client, from: pair.client, text: 'dari care' });
    await here.sendMessage(pair.psychologist, 'langsung');
    await there.waitForEvent('receive_message', (data) => data.content === 'langsung');
    await here.waitForEvent('message_sent', (data) => data.content === 'langsung');
    expect(contents(there.eventsOf('receive_message'))).toEqual(['dari care', 'langsung']);
    expect(contents(here.eventsOf('message_sent'))).toEqual(['dari care', 'langsung']);
  });

  it('delivers every event to each connection of a user', async () => {
    const connections = [await fixture.connect(other), await fixture.connect(other)];
    await fixture.sendMessage(one, other, 'Halo');
    for (const connection of connections) await connection.waitForEvent('receive_message');
    expect(connections.map((connection) => connection.eventsOf('receive_message').length)).toEqual([
      1, 1,
    ]);
  });

  it('receives what it missed after a reconnect, without repeats', async () => {
    const there = await fixture.connect(other, ['websocket']);
    const sent: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      sent.push(`pesan ${n}`);
      await createDirectMessage(system, { from: one, to: other, text: `pesan ${n}` });
      if (n % 12 === 5) there.dropConnection();
    }
    await there.waitForEvent('receive_message', (data) => data.content === 'pesan 59');
    expect(contents(there.eventsOf('receive_message'))).toEqual(sent);
    expect(there.socket.recovered).toBe(true);
  });

  it('receives what it missed before its first event', async () => {
    const there = await fixture.connect(other, ['websocket']);
    there.socket.io.reconnection(false);
    there.dropConnection();
    await waitFor('the disconnect', () => there.disconnectReason);
    await createDirectMessage(system, { from: one, to: other, text: 'terlewat' });
    await system.drain();
    there.socket.connect();
    await there.waitForEvent('receive_message', (data) => data.content === 'terlewat');
    expect(there.socket.recovered).toBe(true);
  });

  it('recovers no session of another user', async () => {
    const there = await fixture.connect(other);
    await createDirectMessage(system, { from: one, to: other, text: 'rahasia' });
    await there.waitForEvent('receive_message');
    const [offset] = there.eventsOf('position');
    const pid = (there.socket as unknown as { _pid: string })._pid;
    const third = await system.addUser('psychologist');
    const stranger = createDirectClient(system.url, { token: third.token, pid, offset });
    await waitFor('a connection', () => stranger.socket.connected);
    await stranger.sendMessage(one, 'Halo');
    await stranger.waitForEvent('message_sent');
    expect(stranger.eventsOf('receive_message')).toEqual([]);
    expect(await there.send(one, 'masih saya')).toMatchObject({ success: true });
    stranger.disconnect();
  });

  it('stores no message text in Redis', async () => {
    const { redis, userChannel } = system.context;
    const there = await fixture.connect(other);
    await fixture.sendMessage(one, other, 'hanya untukmu');
    await there.waitForEvent('receive_message');
    const entries = await redis.xrange(userChannel.stream, '-', '+');
    expect(entries.length).toBeGreaterThan(0);
    expect(JSON.stringify(entries)).not.toContain('hanya untukmu');
    expect(JSON.stringify(entries)).not.toContain(other.token);
  });

  it('receives no more events after the assignment ended', async () => {
    const pair = await createCarePair(system);
    const there = await fixture.connect(pair.psychologist, ['websocket']);
    there.socket.io.reconnection(false);
    there.dropConnection();
    await waitFor('the disconnect', () => there.disconnectReason);
    await createCareMessage(system, { client: pair.client, from: pair.client, text: 'rahasia' });
    const team = await system.addUser('team');
    await endAssignment(system.context.chat, team, { clientId: pair.client.id });
    await createDirectMessage(system, { from: team, to: pair.psychologist, text: 'lain' });
    await system.drain();
    there.socket.connect();
    await there.waitForEvent('receive_message', (data) => data.content === 'lain');
    expect(contents(there.eventsOf('receive_message'))).toEqual(['lain']);
    const response = await there.send(pair.client, 'Halo?');
    expect(response).toMatchObject({ success: false, code: 'assignment-ended', statusCode: 403 });
  });

  it('answers a repeat with the first message (C-45)', async () => {
    const here = await fixture.connect(one);
    const first = await here.sendMessage(other, 'sekali', { client_message_id: 'a' });
    const repeated = await here.sendMessage(other, 'sekali', { client_message_id: 'a' });
    expect(repeated).toEqual(first);
    expect(first.client_message_id).toBe('a');
    const history = await fixture.history(other, one);
    expect(contents(history)).toEqual(['sekali']);
  });

  it('works over long polling', async () => {
    const polling = createDirectClient(
      system.url,
      { token: other.token },
      { transports: ['polling'] },
    );
    await polling.waitUntilConnected();
    await fixture.sendMessage(one, other, 'Halo');
    await polling.waitForEvent('receive_message');
    expect(await polling.send(one, 'Halo juga')).toMatchObject({ success: true });
    polling.disconnect();
  });

  it('closes when its token is no longer valid', async () => {
    const here = await fixture.connect(one);
    await system.query('UPDATE users SET role = $2 WHERE id = $1', [one.id, 'team']);
    expect(await here.waitForEvent('error')).toMatchObject({ statusCode: 401, success: false });
    await waitFor('the end', () => here.disconnectReason === 'io server disconnect');
  }, 30_000);
});

describe('a slow consumer', () => {
  it('delays no other client, is dropped, and receives the rest after a reconnect', async () => {
    const transports = ['websocket'];
    const stuck = createDirectClient(system.url, { token: other.token }, { transports });
    await stuck.waitUntilConnected();
    const fast = await fixture.connect(other, transports);
    const here = await fixture.connect(one, transports);
    const { ws } = stuck.socket.io.engine.transport as unknown as { ws: WebSocket };
    ws.pause();
    await here.sendMessage(other, '0');
    await fast.waitForEvent('receive_message');
    await waitFor('the drop', () => system.context.userFeed.count() === 2);
    for (let n = 1; n < 50; n += 1) await here.sendMessage(other, `${n}`);
    await waitFor(
      'every message at the fast client',
      () => fast.eventsOf('receive_message').length === 50,
    );
    ws.resume();
    await stuck.waitForEvent('receive_message', (data) => data.content === '49');
    expect(contents(stuck.eventsOf('receive_message'))).toEqual(
      contents(fast.eventsOf('receive_message')),
    );
    stuck.disconnect();
  }, 30_000);
});

describe('invalid events', () => {
  const payload = fc.oneof(
    fc.anything({ maxDepth: 2 }),
    fc.record({ receiver_id: fc.anything(), content: fc.anything() }),
    fc.record({ message_id: fc.anything() }),
  );
  const name = fc.oneof(
    fc.constantFrom('send_message', 'mark_as_read', 'receive_message', '__proto__', 'toString'),
    fc.string({ minLength: 1 }),
  );
  /** Event names that the library reserves and never sends. */
  const internalEvents = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting']);
  const reserved = new Set([...internalEvents, 'newListener', 'removeListener']);

  /** A generated payload may name a user or message that exists: that event is valid. */
  const namesRow = (data: { receiver_id?: unknown; message_id?: unknown } | null): boolean =>
    [data?.receiver_id, data?.message_id].some(
      (rowId) => ['string', 'number'].includes(typeof rowId) && isRowId(String(rowId)),
    );

  it('are answered with errors, and the connection stays open', async () => {
    const here = await fixture.connect(one);
    const property = fc.asyncProperty(name, payload, async (event, generated) => {
      const data = JSON.parse(JSON.stringify(generated ?? null)) as Parameters<typeof namesRow>[0];
      fc.pre(!reserved.has(event) && !namesRow(data));
      const response = errorResponse.parse(await here.emitRaw(event, data));
      expect([400, 403, 404]).toContain(response.statusCode);
      expect(response.message.length).toBeGreaterThan(10);
    });
    await fc.assert(property, { numRuns: runs(150) });
    expect(await here.send(other, 'masih di sini')).toMatchObject({ success: true });
  });

  it('without an acknowledgement are answered by an error event', async () => {
    const here = await fixture.connect(one);
    here.socket.emit('send_message', { receiver_id: 'x' });
    expect(await here.waitForEvent('error')).toMatchObject({ success: false, statusCode: 400 });
    here.socket.emit('send_message', Buffer.from([1, 2, 3]));
    await waitFor('a second rejection', () => here.eventsOf('error').length === 2);
  });

  it('that are malformed close the connection; the next one works', async () => {
    const connect = `40${JSON.stringify({ token: one.token })}`;
    const before = [
      '42["send_message",{"receiver_id":1,"content":"x"}]',
      '9',
      '4',
      '40/admin,{}',
      'x'.repeat(40_000),
      `40{"token":"${'x'.repeat(40_000)}"}`,
    ];
    const after = [
      '42{"a":1}',
      '42[1',
      '42["disconnect"]',
      '451-["x"]',
      '4999',
      'x'.repeat(40_000),
    ];
    for (const frames of [
      ...before.map((input) => [input]),
      ...after.map((input) => [connect, input]),
    ]) {
      const { socket, closed } = await openRawSocket();
      for (const frame of frames) socket.send(frame);
      const refused = once(socket, 'message').then(() => 'answered');
      await Promise.race([closed, refused]);
      socket.terminate();
    }
    const property = fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const { socket } = await openRawSocket();
      socket.send(connect);
      socket.send(text);
      socket.send(`4${text}`);
      socket.send(`42${text}`);
      socket.terminate();
    });
    await fc.assert(property, { numRuns: runs(40) });
    const here = await fixture.connect(one);
    expect(await here.send(other, 'masih di sini')).toMatchObject({ success: true });
  }, 30_000);

  it('before authentication are ignored', async () => {
    const { socket, closed } = await openRawSocket();
    const receiver_id = Number(other.id);
    socket.send(`42${JSON.stringify(['send_message', { receiver_id, content: 'tanpa nama' }])}`);
    await closed;
    expect(await fixture.recentChats(other)).toEqual([]);
  });
});

describe('rate limits', () => {
  let limited: TestSystem;
  let users: TestUser[];
  beforeAll(async () => {
    limited = await startSystem({
      env: { RATE_LIMIT_MESSAGES: '5', RATE_LIMIT_PERSON: '40', RATE_LIMIT_ADDRESS: '12' },
    });
    users = [await limited.addUser('psychologist'), await limited.addUser('team')];
  });
  afterAll(() => limited.stop());

  it('answer with the time to wait, then close the connection, then refuse new ones', async () => {
    const [from, to] = users as [TestUser, TestUser];
    const here = await createDirectClient(limited.url, { token: from.token }).waitUntilConnected();
    const responses: { success: boolean }[] = [];
    for (let n = 0; n < 7; n += 1) responses.push(await here.send(to, `pesan ${n}`));
    expect(responses.filter((one) => one.success)).toHaveLength(5);
    const refused = { success: false, statusCode: 429, code: 'rate-limited' };
    expect(responses.at(-1)).toMatchObject({
      ...refused,
      details: { retryAfter: expect.any(Number) },
    });
    expect(here.socket.connected).toBe(true);
    for (let n = 0; n < 40; n += 1) here.socket.emit('mark_as_read', { message_id: 1 });
    await here.waitForEvent('error', (data) => data.code === 'rate-limited');
    await waitFor('the end', () => here.disconnectReason === 'io server disconnect');
    let last: DirectClient | undefined;
    for (let n = 0; n < 14 && !last?.connectError; n += 1) {
      last = createDirectClient(limited.url, { token: to.token }, { reconnection: false });
      const tried = last;
      await waitFor('an answer', () => tried.connectError ?? tried.socket.connected);
      last.disconnect();
    }
    expect(last?.connectError?.data).toMatchObject(refused);
  });
});
