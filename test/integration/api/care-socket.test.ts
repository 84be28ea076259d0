import { careMessageResponse, careReadResponse } from '../../../src/api/care/care-schemas';
import { ticketResponse } from '../../../src/api/sockets/issue-ticket';
import { fc, runs } from '../../support/harness/property-testing';
import WebSocketClient from 'ws';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { CareClient, careSocketUrl, connectCareClient } from '../../support/clients/care-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import { signInOnWeb } from '../../support/clients/web-session';

let system: TestSystem;
let client: TestUser;
let psychologist: TestUser;
let id: string;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  ({ client, psychologist } = await createCarePair(system));
  id = (await createCareMessage(system, { client, from: client, text: 'Halo' })).conversationId;
});
afterAll(() => system.stop());

const post = (as: TestUser, message_text: string) =>
  system.call('POST', '/api/v1/chat/messages', {
    as,
    body: { message_text, ibu_hamil_id: Number(client.id) },
    reply: careMessageResponse,
  });

function connect(query: string, options: WebSocketClient.ClientOptions = {}, protocols?: string[]) {
  const address = careSocketUrl(system.url, id, query);
  return new CareClient(new WebSocketClient(address, protocols, options));
}

describe('the WebSocket of a care conversation', () => {
  it('delivers a message to both members, in the format of the message list', async () => {
    const here = await connectCareClient(system, client, id);
    const there = await connectCareClient(system, psychologist, id);
    const sent = await post(psychologist, 'Apa kabar?');
    const frames = [
      await here.waitForFrame('new_message'),
      await there.waitForFrame('new_message'),
    ];
    expect(frames[0]).toEqual({ type: 'new_message', message: sent.body.data });
    expect(frames[1]).toEqual(frames[0]);
    const path = `/api/v1/chat/conversations/${id}/messages?after_seq=${sent.body.data.seq - 1}`;
    const listed = await system.call('GET', path, { as: client });
    expect(listed.body.data).toEqual([sent.body.data]);
    await here.close();
    await there.close();
  });

  it('resumes after a given seq without a gap', async () => {
    const first = await connectCareClient(system, client, id);
    const lastSeq = (await first.waitForFrame('connection')).last_seq;
    await first.close();
    const texts = Array.from({ length: 5 }, (_, n) => `terlewat ${n}`);
    for (const text of texts) await post(psychologist, text);
    const resumed = await connectCareClient(system, client, id, `&after_seq=${lastSeq}`);
    await resumed.waitForFrame(
      'new_message',
      (frame) => frame.message.message_text === 'terlewat 4',
    );
    expect(resumed.texts).toEqual(texts);
    await resumed.close();
  });

  it('delivers typing and receipts', async () => {
    const here = await connectCareClient(system, client, id);
    const there = await connectCareClient(system, psychologist, id);
    there.send({ type: 'typing', is_typing: true });
    const typing = await here.waitForFrame('typing');
    expect(typing).toMatchObject({ user_id: Number(psychologist.id), is_typing: true });
    const { body } = await post(client, 'baca ini');
    const path = `/api/v1/chat/conversations/${id}/mark-read`;
    const read = await system.call('POST', path, {
      as: psychologist,
      body: { message_ids: [body.data.id] },
      reply: careReadResponse,
    });
    const receipt = await here.waitForFrame('read_receipt', (frame) =>
      frame.message_ids.includes(body.data.id),
    );
    expect(receipt).toEqual({
      type: 'read_receipt',
      conversation_id: Number(id),
      user_id: Number(psychologist.id),
      message_ids: [body.data.id],
      read_at: read.body.data.read_at,
    });
    await here.close();
    await there.close();
  });

  it('answers a ping with a pong and sends heartbeats', async () => {
    const here = await connectCareClient(system, client, id);
    here.send({ type: 'ping' });
    await here.waitForFrame('pong');
    await here.waitForFrame('ping');
    await here.close();
  });

  it('terminates a client that answers no heartbeat', async () => {
    const here = connect(`?token=${client.token}`, { autoPong: false });
    await here.waitForFrame('connection');
    expect((await here.waitForClose()).code).toBe(1006);
  });

  it('closes with a reason when the assignment ends', async () => {
    const pair = await createCarePair(system);
    const first = await createCareMessage(system, { ...pair, from: pair.client, text: 'Halo' });
    const here = await connectCareClient(system, pair.client, first.conversationId);
    const team = await system.addUser('team');
    await endAssignment(system.context.chat, team, { clientId: pair.client.id });
    expect(await here.waitForClose()).toMatchObject({ code: 4403, reason: /assignment/ });
    const reconnected = new CareClient(
      new WebSocketClient(
        careSocketUrl(system.url, first.conversationId, `?token=${pair.client.token}`),
      ),
    );
    expect(await reconnected.waitForClose()).toMatchObject({ code: 4403, reason: /assignment/ });
  });
});

describe('the WebSocket handshake', () => {
  it.each([
    ['without anything', ''],
    ['with a wrong token', '?token=x.y.z'],
    ['with an empty token', '?token='],
    ['with an unknown ticket', '?ticket=abc'],
    ['with many tokens', `?token=${'x'.repeat(3_000)}&token=y`],
  ])('closes with 4401: %s', async (_, query) => {
    expect((await connect(query).waitForClose()).code).toBe(4401);
  });

  it('accepts a token as subprotocol or header', async () => {
    const bySubprotocol = connect('', {}, ['bearer', client.token]);
    await bySubprotocol.waitForFrame('connection');
    expect(bySubprotocol.socket.protocol).toBe('bearer');
    const byHeader = connect('', { headers: { authorization: `Bearer ${client.token}` } });
    await byHeader.waitForFrame('connection');
    await bySubprotocol.close();
    await byHeader.close();
  });

  it('accepts a ticket once', async () => {
    const call = { as: client, reply: ticketResponse };
    const { body } = await system.call('POST', '/api/v1/auth/ticket', call);
    const here = connect(`?ticket=${body.data.ticket}`);
    await here.waitForFrame('connection');
    const reused = connect(`?ticket=${body.data.ticket}`);
    expect((await reused.waitForClose()).code).toBe(4401);
    await here.close();
  });

  it('accepts the cookie from our own origin only, until sign-out', async () => {
    const { readHeaders: reading, writeHeaders: changing } = await signInOnWeb(system, client);
    const accepted = connect('', { headers: { ...reading, origin: system.url } });
    await accepted.waitForFrame('connection');
    for (const origin of ['https://elsewhere.test', 'null', undefined]) {
      const foreign = connect('', { headers: { ...reading, ...(origin ? { origin } : {}) } });
      expect((await foreign.waitForClose()).code).toBe(4403);
    }
    await system.call('DELETE', '/api/v1/auth/session', { headers: changing });
    expect((await accepted.waitForClose()).code).toBe(4401);
  });

  it('closes with 4403 for other users and the team, and 4404 for an unknown conversation', async () => {
    const stranger = await system.addUser('client');
    const team = await system.addUser('team');
    for (const user of [stranger, team]) {
      expect((await connect(`?token=${user.token}`).waitForClose()).code).toBe(4403);
    }
    for (const nothing of ['999999999', 'abc', '0', '-1', '1e3', '9'.repeat(30), '%00', '..']) {
      const address = careSocketUrl(system.url, nothing, `?token=${client.token}`);
      const there = new CareClient(new WebSocketClient(address));
      // A malformed address is not upgraded.
      expect([4404, 1006]).toContain((await there.waitForClose()).code);
    }
  });
});

describe('invalid frames', () => {
  it('are answered with error frames, and the socket stays open', async () => {
    const here = await connectCareClient(system, client, id);
    const frame = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('', '{', 'null', '[]', '"ping"', '{"type":1}', '{"type":"send","text":"x"}'),
      fc.record({ type: fc.constantFrom('typing', 'x', '__proto__'), is_typing: fc.anything() }),
    );
    const property = fc.asyncProperty(frame, async (sent) => {
      const before = here.framesOf('error').length;
      here.send(typeof sent === 'string' ? sent : JSON.stringify(sent));
      here.send({ type: 'ping' });
      const pongs = here.framesOf('pong').length;
      await here.waitForFrame('pong', () => here.framesOf('pong').length > pongs);
      for (const error of here.framesOf('error').slice(before)) {
        expect(error).toMatchObject({ type: 'error', statusCode: 400 });
        expect(error.message.length).toBeGreaterThan(10);
      }
    });
    await fc.assert(property, { numRuns: runs(60) });
    expect(here.framesOf('error').length).toBeGreaterThan(10);
    await here.close();
  });

  it('are rejected when they are binary', async () => {
    const here = await connectCareClient(system, client, id);
    here.socket.send(Buffer.from([1, 2, 3]));
    expect(await here.waitForFrame('error')).toMatchObject({ code: 'invalid-json' });
    await here.close();
  });

  it('close the socket when too large; the next socket works', async () => {
    const here = await connectCareClient(system, client, id);
    here.send('x'.repeat(200_000));
    expect((await here.waitForClose()).code).toBe(1009);
    const next = await connectCareClient(system, client, id);
    await next.close();
  });

  it('are queued when sent before the connection is open', async () => {
    const here = connect(`?token=${client.token}`);
    here.socket.on('open', () => here.send({ type: 'ping' }));
    await here.waitForFrame('pong');
    expect(here.frames[0]?.['type']).toBe('connection');
    await here.close();
  });
});
