import { createDirectClient } from '../../support/clients/direct-client';
import type { DirectClient } from '../../support/clients/direct-client';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';
import { INSTANT } from '../../support/contracts/contract-texts';

let system: TestSystem;
let fixture: DirectFixture;
let one: TestUser;
let other: TestUser;
let here: DirectClient;
let there: DirectClient;
beforeAll(async () => {
  system = await startSystem();
  fixture = new DirectFixture(system);
});
beforeEach(async () => {
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
  here = await fixture.connect(one);
  there = await fixture.connect(other);
});
afterEach(() => fixture.disconnectAll());
afterAll(() => system.stop());

/** Names of the received events, without `position`. */
const receivedEvents = (client: DirectClient): string[] =>
  client.events.map(({ name }) => name).filter((name) => name !== 'position');

describe('direct socket events', () => {
  it('direct-01 include send_message for sending', async () => {
    const response = await here.send(other, 'Halo!');
    expect(response).toMatchObject({ success: true, data: { content: 'Halo!' } });
    expect(await fixture.history(other, one)).toMatchObject([{ content: 'Halo!' }]);
  });

  it('direct-03 cover sending, receiving, confirmation and receipts by WebSocket alone', async () => {
    const [sender, receiver] = [
      await fixture.connect(one, ['websocket']),
      await fixture.connect(other, ['websocket']),
    ];
    for (const { socket } of [sender, receiver]) {
      expect(socket.io.engine.transport.name).toBe('websocket');
    }
    sender.socket.emit('send_message', { receiver_id: Number(other.id), content: 'Halo!' });
    const received = await receiver.waitForEvent('receive_message');
    expect(received).toMatchObject({ sender_id: Number(one.id), content: 'Halo!' });
    const confirmed = await sender.waitForEvent('message_sent');
    expect(confirmed).toMatchObject({ id: received.id, receiver_id: Number(other.id) });
    expect(sender.eventsOf('messege_read')).toEqual([]);
    receiver.socket.emit('mark_as_read', { message_id: received.id });
    const receipt = await sender.waitForEvent('messege_read');
    expect(receipt).toEqual({ message_id: received.id, user_id: Number(other.id) });
    const history = await fixture.history(one, other);
    expect(history).toMatchObject([{ id: received.id, content: 'Halo!', is_read: true }]);
  });

  it('direct-04 validate receiver_id and content and report faults', async () => {
    expect(await here.send(other, 'cukup')).toMatchObject({ success: true });
    const invalidPayloads = [
      {},
      { receiver_id: Number(other.id) },
      { content: 'kepada siapa?' },
      { receiver_id: 'x', content: 'a' },
      { receiver_id: 1.5, content: 'a' },
      { receiver_id: Number(other.id), content: '' },
      { receiver_id: Number(other.id), content: 'x'.repeat(5001) },
      'Halo',
      null,
    ];
    for (const payload of invalidPayloads) {
      const response = await here.emitWithAck('send_message', payload);
      expect(response).toMatchObject({ success: false, statusCode: 400, code: 'invalid-input' });
      expect(response).toHaveProperty('details.fields.0');
    }
    expect(there.eventsOf('receive_message').length).toBeLessThanOrEqual(1);
  });

  it('direct-05 notify the receiver by receive_message', async () => {
    const data = await here.sendMessage(other, 'Halo!');
    const message = await there.waitForEvent('receive_message');
    expect(message).toEqual({
      id: data.id,
      sender_id: Number(one.id),
      receiver_id: Number(other.id),
      content: 'Halo!',
      created_at: data.created_at,
    });
    expect(receivedEvents(here)).not.toContain('receive_message');
  });

  it('direct-06 confirm to the sender by message_sent', async () => {
    const data = await here.sendMessage(other, 'Halo!');
    const confirmation = await here.waitForEvent('message_sent');
    expect(confirmation).toEqual({
      id: data.id,
      receiver_id: Number(other.id),
      content: 'Halo!',
      created_at: data.created_at,
    });
    expect(Math.abs(Date.parse(data.created_at) - Date.now())).toBeLessThan(60_000);
    await there.waitForEvent('receive_message');
    expect(receivedEvents(there)).toEqual(['receive_message']);
  });

  it('direct-07 mark a message as read by mark_as_read', async () => {
    const data = await here.sendMessage(other, 'baca ini');
    const response = await there.emitWithAck('mark_as_read', { message_id: data.id });
    expect(response).toMatchObject({ success: true });
    expect(await fixture.history(one, other)).toMatchObject([{ is_read: true }]);
    for (const message_id of [999_999_999, undefined, 'x', -1]) {
      expect(await there.emitWithAck('mark_as_read', { message_id })).toMatchObject({
        success: false,
      });
    }
  });

  it('direct-08 notify the sender of a receipt by messege_read and message_read (C-07)', async () => {
    const data = await here.sendMessage(other, 'baca ini');
    await there.emitWithAck('mark_as_read', { message_id: data.id });
    const receipt = { message_id: data.id, user_id: Number(other.id) };
    expect(await here.waitForEvent('messege_read')).toEqual(receipt);
    expect(await here.waitForEvent('message_read')).toEqual(receipt);
    expect(receivedEvents(there)).not.toContain('messege_read');
  });

  it('direct-09 contain times in ISO 8601, UTC', async () => {
    const data = await here.sendMessage(other, 'kapan?');
    expect(data.created_at).toMatch(INSTANT);
    expect((await there.waitForEvent('receive_message')).created_at).toMatch(INSTANT);
    expect(Math.abs(Date.parse(data.created_at) - Date.now())).toBeLessThan(60_000);
    const [listed] = await fixture.history(other, one);
    expect(listed?.created_at).toBe(data.created_at);
  });
});

describe('a direct connection', () => {
  it('direct-10 is authenticated by the JWT in the handshake: auth: { token }', async () => {
    const client = await createDirectClient(system.url, { token: one.token }).waitUntilConnected();
    expect(client.socket.connected).toBe(true);
    client.disconnect();
  });

  it('direct-11 is refused with a reason for an invalid token', async () => {
    const wrong = [{}, { token: '' }, { token: 'x.y.z' }, { token: `${one.token}x` }, { token: 1 }];
    for (const auth of wrong) {
      const client = createDirectClient(system.url, auth, { reconnection: false });
      const error = await waitFor('a connect error', () => client.connectError);
      expect(error.data).toMatchObject({ success: false, statusCode: 401 });
      expect(error.message.length).toBeGreaterThan(10);
      expect(client.socket.connected).toBe(false);
      client.disconnect();
    }
  });
});

describe('direct recipients', () => {
  it('direct-27 are unlimited for psychologists and the team, and limited to them for clients (C-02)', async () => {
    const client = await system.addUser('client');
    const clientSocket = await fixture.connect(client);
    expect(await here.send(client, 'Halo')).toMatchObject({ success: true });
    expect(await there.send(client, 'Halo')).toMatchObject({ success: true });
    expect(await clientSocket.send(other, 'Halo')).toMatchObject({ success: true });
    expect(await clientSocket.send(one, 'Halo')).toMatchObject({ success: true });
    const stranger = await system.addUser('client');
    const refused = await clientSocket.send(stranger, 'Halo');
    expect(refused).toMatchObject({ success: false, statusCode: 403, code: 'clients-apart' });
    const unknownUser = { ...stranger, id: '999999999' };
    expect(await here.send(unknownUser, 'Halo')).toMatchObject({ statusCode: 404 });
    expect(await here.send(one, 'Halo')).toMatchObject({ statusCode: 400 });
  });

  it('C-02 share the care conversation with the assigned psychologist', async () => {
    const pair = await createCarePair(system);
    const client = await fixture.connect(pair.client);
    expect(await client.send(pair.psychologist, 'Halo')).toMatchObject({ success: true });
    const path = '/api/v1/chat/conversations';
    const { body } = await system.call('GET', path, { as: pair.psychologist });
    expect(body.data).toMatchObject([{ last_message: { message_text: 'Halo' } }]);
  });
});
