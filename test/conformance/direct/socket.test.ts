import { createDirectClient } from '../../support/clients/direct-client';
import type { DirectClient } from '../../support/clients/direct-client';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let system: TestSystem;
let scene: DirectFixture;
let one: TestUser;
let other: TestUser;
let here: DirectClient;
let there: DirectClient;
beforeAll(async () => {
  system = await startSystem();
  scene = new DirectFixture(system);
});
beforeEach(async () => {
  one = await system.addUser('psychologist');
  other = await system.addUser('team');
  here = await scene.connect(one);
  there = await scene.connect(other);
});
afterEach(() => scene.disconnectAll());
afterAll(() => system.stop());

/** The names of everything that was said to somebody, but for where they stand. */
const heard = (client: DirectClient): string[] =>
  client.events.map(({ name }) => name).filter((name) => name !== 'position');

describe('events', () => {
  it('direct-01 sends messages through the event send_message', async () => {
    const answer = await here.sendMessage(other, 'Halo!');
    expect(answer).toMatchObject({ success: true, data: { content: 'Halo!' } });
    expect(await scene.get(other, `/history/${one.id}`)).toMatchObject([{ content: 'Halo!' }]);
  });

  it('direct-03 carries sending, hearing, confirmation and marks over the socket alone', async () => {
    here.socket.emit('send_message', { receiver_id: Number(other.id), content: 'Halo!' });
    const { id } = await there.waitForEvent('receive_message');
    await here.waitForEvent('message_sent', (data) => data.id === id);
    there.socket.emit('mark_as_read', { message_id: id });
    const mark = await here.waitForEvent('messege_read');
    expect(mark.message_id).toBe(id);
  });

  it('direct-04 takes a receiver_id and a content, and says what is wrong with anything else', async () => {
    expect(await here.sendMessage(other, 'cukup')).toMatchObject({ success: true });
    const bad = [
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
    for (const payload of bad) {
      const answer = await here.emitWithAck('send_message', payload);
      expect(answer).toMatchObject({ success: false, statusCode: 400, code: 'invalid-input' });
      expect(answer.details.fields.length).toBeGreaterThan(0);
    }
    expect(there.eventsOf('receive_message').length).toBeLessThanOrEqual(1);
  });

  it('direct-05 tells the receiver by receive_message', async () => {
    const { data } = await here.sendMessage(other, 'Halo!');
    const message = await there.waitForEvent('receive_message');
    expect(message).toEqual({
      id: data.id,
      sender_id: Number(one.id),
      receiver_id: Number(other.id),
      content: 'Halo!',
      created_at: data.created_at,
    });
    expect(heard(here)).not.toContain('receive_message');
  });

  it('direct-06 confirms to the sender by message_sent', async () => {
    const { data } = await here.sendMessage(other, 'Halo!');
    const confirmation = await here.waitForEvent('message_sent');
    expect(confirmation).toEqual({
      id: data.id,
      receiver_id: Number(other.id),
      content: 'Halo!',
      created_at: data.created_at,
    });
    await there.waitForEvent('receive_message');
    expect(heard(there)).toEqual(['receive_message']);
  });

  it('direct-07 marks a message as read by mark_as_read', async () => {
    const { data } = await here.sendMessage(other, 'baca ini');
    const answer = await there.emitWithAck('mark_as_read', { message_id: data.id });
    expect(answer).toMatchObject({ success: true });
    expect(await scene.get(one, `/history/${other.id}`)).toMatchObject([{ is_read: true }]);
    for (const message_id of [999_999_999, undefined, 'x', -1]) {
      expect(await there.emitWithAck('mark_as_read', { message_id })).toMatchObject({
        success: false,
      });
    }
  });

  it('direct-08 tells the sender of reading by messege_read, and by message_read as well (C-07)', async () => {
    const { data } = await here.sendMessage(other, 'baca ini');
    await there.emitWithAck('mark_as_read', { message_id: data.id });
    const told = { message_id: data.id, user_id: Number(other.id) };
    expect(await here.waitForEvent('messege_read')).toEqual(told);
    expect(await here.waitForEvent('message_read')).toEqual(told);
    expect(heard(there)).not.toContain('messege_read');
  });

  it('direct-09 writes moments in ISO 8601, in UTC', async () => {
    const { data } = await here.sendMessage(other, 'kapan?');
    expect(data.created_at).toMatch(INSTANT);
    expect((await there.waitForEvent('receive_message')).created_at).toMatch(INSTANT);
    expect(Math.abs(Date.parse(data.created_at) - Date.now())).toBeLessThan(60_000);
    const [listed] = await scene.get(other, `/history/${one.id}`);
    expect(listed.created_at).toBe(data.created_at);
  });
});

describe('who comes in', () => {
  it('direct-10 is known by the JWT in the handshake: auth: { token }', async () => {
    const client = await createDirectClient(system.url, { token: one.token }).waitUntilConnected();
    expect(client.socket.connected).toBe(true);
    client.disconnect();
  });

  it('direct-11 is refused with a wrong token, and told why', async () => {
    const wrong = [{}, { token: '' }, { token: 'x.y.z' }, { token: `${one.token}x` }, { token: 1 }];
    for (const auth of wrong) {
      const client = createDirectClient(system.url, auth, { reconnection: false });
      const error = await waitFor('a refusal', () => client.connectError);
      expect(error.data).toMatchObject({ success: false, statusCode: 401 });
      expect(error.message.length).toBeGreaterThan(10);
      expect(client.socket.connected).toBe(false);
      client.disconnect();
    }
  });
});

describe('who may write to whom', () => {
  it('direct-27 psychologists and the team write to anybody, clients to them (C-02)', async () => {
    const client = await system.addUser('client');
    const atHome = await scene.connect(client);
    expect(await here.sendMessage(client, 'Halo')).toMatchObject({ success: true });
    expect(await there.sendMessage(client, 'Halo')).toMatchObject({ success: true });
    expect(await atHome.sendMessage(other, 'Halo')).toMatchObject({ success: true });
    expect(await atHome.sendMessage(one, 'Halo')).toMatchObject({ success: true });
    const stranger = await system.addUser('client');
    const refused = await atHome.sendMessage(stranger, 'Halo');
    expect(refused).toMatchObject({ success: false, statusCode: 403, code: 'clients-apart' });
    const nobody = { ...stranger, id: '999999999' };
    expect(await here.sendMessage(nobody, 'Halo')).toMatchObject({ statusCode: 404 });
    expect(await here.sendMessage(one, 'Halo')).toMatchObject({ statusCode: 400 });
  });

  it('C-02 meets the assigned psychologist in their care conversation', async () => {
    const pair = await createCarePair(system);
    const client = await scene.connect(pair.client);
    expect(await client.sendMessage(pair.psychologist, 'Halo')).toMatchObject({ success: true });
    const path = '/api/v1/chat/conversations';
    const { body } = await system.call('GET', path, { as: pair.psychologist });
    expect(body.data).toMatchObject([{ last_message: { message_text: 'Halo' } }]);
  });
});
