import fc from 'fast-check';
import WebSocketClient from 'ws';
import { endAssignment } from '../../../src/conversation/assign-psychologist';
import { CareClient, careAddress, careClient } from '../../support/care-client';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';
import { carePair, writeInCare } from '../../support/talk';
import { webSignIn } from '../../support/web-sign-in';

let system: TestSystem;
let client: TestPerson;
let psychologist: TestPerson;
let id: string;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  ({ client, psychologist } = await carePair(system));
  id = (await writeInCare(system, { client, from: client, text: 'Halo' })).conversationId;
});
afterAll(() => system.stop());

const post = (as: TestPerson, message_text: string) =>
  system.call('POST', '/api/v1/chat/messages', {
    as,
    body: { message_text, ibu_hamil_id: Number(client.id) },
  });

function connect(query: string, options: WebSocketClient.ClientOptions = {}, protocols?: string[]) {
  const address = careAddress(system.url, id, query);
  return new CareClient(new WebSocketClient(address, protocols, options));
}

describe('the socket of a care conversation', () => {
  it('tells both of a message, in the same words as the list does', async () => {
    const here = await careClient(system, client, id);
    const there = await careClient(system, psychologist, id);
    const sent = await post(psychologist, 'Apa kabar?');
    const frames = [await here.hear('new_message'), await there.hear('new_message')];
    expect(frames[0]).toEqual({ type: 'new_message', message: sent.body.data });
    expect(frames[1]).toEqual(frames[0]);
    const path = `/api/v1/chat/conversations/${id}/messages?after_seq=${sent.body.data.seq - 1}`;
    const listed = await system.call('GET', path, { as: client });
    expect(listed.body.data).toEqual([sent.body.data]);
    await here.leave();
    await there.leave();
  });

  it('goes on where somebody was, without a gap', async () => {
    const first = await careClient(system, client, id);
    const lastSeq = (await first.hear('connection')).last_seq as number;
    await first.leave();
    const texts = Array.from({ length: 5 }, (_, n) => `terlewat ${n}`);
    for (const text of texts) await post(psychologist, text);
    const again = await careClient(system, client, id, `&after_seq=${lastSeq}`);
    await again.hear('new_message', (frame) => frame.message.message_text === 'terlewat 4');
    expect(again.texts).toEqual(texts);
    await again.leave();
  });

  it('tells of typing and of receipts', async () => {
    const here = await careClient(system, client, id);
    const there = await careClient(system, psychologist, id);
    there.send({ type: 'typing', is_typing: true });
    const typing = await here.hear('typing');
    expect(typing).toMatchObject({ user_id: Number(psychologist.id), is_typing: true });
    const { body } = await post(client, 'baca ini');
    const path = `/api/v1/chat/conversations/${id}/mark-read`;
    const read = await system.call('POST', path, {
      as: psychologist,
      body: { message_ids: [body.data.id] },
    });
    const receipt = await here.hear('read_receipt', (frame) =>
      (frame.message_ids as unknown[]).includes(body.data.id),
    );
    expect(receipt).toEqual({
      type: 'read_receipt',
      conversation_id: Number(id),
      user_id: Number(psychologist.id),
      message_ids: [body.data.id],
      read_at: read.body.data.read_at,
    });
    await here.leave();
    await there.leave();
  });

  it('answers a ping with a pong, and asks for signs of life itself', async () => {
    const here = await careClient(system, client, id);
    here.send({ type: 'ping' });
    await here.hear('pong');
    await here.hear('ping');
    await here.leave();
  });

  it('drops a peer that gives no sign of life', async () => {
    const here = connect(`?token=${client.token}`, { autoPong: false });
    await here.hear('connection');
    expect((await here.gone()).code).toBe(1006);
  });

  it('closes with a reason when the assignment ends', async () => {
    const pair = await carePair(system);
    const first = await writeInCare(system, { ...pair, from: pair.client, text: 'Halo' });
    const here = await careClient(system, pair.client, first.conversationId);
    const team = await system.addPerson('team');
    await endAssignment(system.context.conversation, team, { clientId: pair.client.id });
    expect(await here.gone()).toMatchObject({ code: 4403, reason: /assignment/ });
    const again = new CareClient(
      new WebSocketClient(
        careAddress(system.url, first.conversationId, `?token=${pair.client.token}`),
      ),
    );
    expect(await again.gone()).toMatchObject({ code: 4403, reason: /assignment/ });
  });
});

describe('who comes to the socket', () => {
  it.each([
    ['without anything', ''],
    ['with a wrong token', '?token=x.y.z'],
    ['with an empty token', '?token='],
    ['with an unknown ticket', '?ticket=abc'],
    ['with many tokens', `?token=${'x'.repeat(3_000)}&token=y`],
  ])('%s is told 4401', async (_, query) => {
    expect((await connect(query).gone()).code).toBe(4401);
  });

  it('by token as subprotocol or header comes in', async () => {
    const bySubprotocol = connect('', {}, ['bearer', client.token]);
    await bySubprotocol.hear('connection');
    expect(bySubprotocol.socket.protocol).toBe('bearer');
    const byHeader = connect('', { headers: { authorization: `Bearer ${client.token}` } });
    await byHeader.hear('connection');
    await bySubprotocol.leave();
    await byHeader.leave();
  });

  it('by ticket comes in once', async () => {
    const { body } = await system.call('POST', '/api/v1/auth/ticket', { as: client });
    const here = connect(`?ticket=${body.data.ticket}`);
    await here.hear('connection');
    const again = connect(`?ticket=${body.data.ticket}`);
    expect((await again.gone()).code).toBe(4401);
    await here.leave();
  });

  it('by cookie comes in from our own pages alone, until signing out', async () => {
    const { reading, changing } = await webSignIn(system, client);
    const own = connect('', { headers: { ...reading, origin: system.url } });
    await own.hear('connection');
    for (const origin of ['https://elsewhere.test', 'null', undefined]) {
      const foreign = connect('', { headers: { ...reading, ...(origin ? { origin } : {}) } });
      expect((await foreign.gone()).code).toBe(4403);
    }
    await system.call('DELETE', '/api/v1/auth/session', { headers: changing });
    expect((await own.gone()).code).toBe(4401);
  });

  it('a stranger is told 4403, the team too, and for nothing there 4404', async () => {
    const stranger = await system.addPerson('client');
    const team = await system.addPerson('team');
    for (const person of [stranger, team]) {
      expect((await connect(`?token=${person.token}`).gone()).code).toBe(4403);
    }
    for (const nothing of ['999999999', 'abc', '0', '-1', '1e3', '9'.repeat(30), '%00', '..']) {
      const address = careAddress(system.url, nothing, `?token=${client.token}`);
      const there = new CareClient(new WebSocketClient(address));
      // An address that is no address at all is not upgraded.
      expect([4404, 1006]).toContain((await there.gone()).code);
    }
  });
});

describe('bad frames', () => {
  it('are answered in the form of the door, and the socket stays', async () => {
    const here = await careClient(system, client, id);
    const frame = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('', '{', 'null', '[]', '"ping"', '{"type":1}', '{"type":"send","text":"x"}'),
      fc.record({ type: fc.constantFrom('typing', 'x', '__proto__'), is_typing: fc.anything() }),
    );
    const property = fc.asyncProperty(frame, async (sent) => {
      const before = here.of('error').length;
      here.send(typeof sent === 'string' ? sent : JSON.stringify(sent));
      here.send({ type: 'ping' });
      const pongs = here.of('pong').length;
      await here.hear('pong', () => here.of('pong').length > pongs);
      for (const error of here.of('error').slice(before)) {
        expect(error).toMatchObject({ type: 'error', statusCode: 400 });
        expect(error.message.length).toBeGreaterThan(10);
      }
    });
    await fc.assert(property, { numRuns: 60 });
    expect(here.of('error').length).toBeGreaterThan(10);
    await here.leave();
  });

  it('in bytes instead of text are refused as well', async () => {
    const here = await careClient(system, client, id);
    here.socket.send(Buffer.from([1, 2, 3]));
    expect(await here.hear('error')).toMatchObject({ code: 'invalid-json' });
    await here.leave();
  });

  it('that are too large end the socket, and the next one is served', async () => {
    const here = await careClient(system, client, id);
    here.send('x'.repeat(200_000));
    expect((await here.gone()).code).toBe(1009);
    const next = await careClient(system, client, id);
    await next.leave();
  });

  it('sent before anything else are kept until they can be read', async () => {
    const here = connect(`?token=${client.token}`);
    here.socket.on('open', () => here.send({ type: 'ping' }));
    await here.hear('pong');
    expect(here.frames[0].type).toBe('connection');
    await here.leave();
  });
});
