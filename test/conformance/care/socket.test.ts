import WebSocket from 'ws';
import { CareClient, careSocketUrl } from '../../support/clients/care-client';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { freePort } from '../../../src/dev/processes/free-port';
import { startProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let fixture: CareFixture;
let client: TestUser;
let psychologist: TestUser;
let id: number;
beforeAll(async () => {
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT1S' } });
  fixture = new CareFixture(system);
});
beforeEach(async () => {
  ({ client, psychologist } = await fixture.createPair());
  id = await fixture.startConversation({ client, psychologist }, 'Halo');
});
afterAll(() => system.stop());

describe('the care WebSocket', () => {
  it('care-23 is served at /api/v1/ws/chat/{conversation_id}?token={jwt_token}', async () => {
    const address = `${system.url.replace('http', 'ws')}/api/v1/ws/chat/${id}?token=${client.token}`;
    const here = new CareClient(new WebSocket(address));
    await here.waitForFrame('connection');
    await fixture.sendMessage(psychologist, 'untuk percakapan ini', client);
    const other = await fixture.createPair({ psychologist });
    await fixture.startConversation(other, 'untuk yang lain');
    await fixture.sendMessage(psychologist, 'lagi', client);
    await waitFor('both messages', () => here.texts.length === 2);
    expect(here.texts).toEqual(['untuk percakapan ini', 'lagi']);
    await here.close();
  });

  it('care-24 authenticates by the token in the query, which is never logged (C-32)', async () => {
    const port = String(await freePort());
    const api = await startProductProcess(system, 'api', { PORT: port, LOG_LEVEL: 'trace' });
    try {
      const url = `http://127.0.0.1:${port}`;
      const accepted = new CareClient(
        new WebSocket(careSocketUrl(url, id, `?token=${client.token}`)),
      );
      await accepted.waitForFrame('connection');
      const invalidToken = `${client.token.slice(0, -3)}xyz`;
      const rejected = new CareClient(
        new WebSocket(careSocketUrl(url, id, `?token=${invalidToken}`)),
      );
      expect((await rejected.waitForClose()).code).toBe(4401);
      await fetch(`${url}/api/v1/chat/conversations?token=${client.token}`);
      await waitFor('the request log', () => api.lines.some((line) => line.includes('GET')));
      const [, claims = ''] = client.token.split('.');
      expect(api.lines.join('\n')).not.toContain(claims);
      await accepted.close();
    } finally {
      await api.stop();
    }
  });

  it('care-25 confirms a connection', async () => {
    const here = await fixture.connect(client, id);
    expect(here.frames[0]).toEqual({
      type: 'connection',
      status: 'connected',
      conversation_id: id,
      user_id: Number(client.id),
      last_seq: 1,
    });
    await here.close();
  });

  it('care-26 sends new messages to every connection', async () => {
    const users = [
      await fixture.connect(client, id),
      await fixture.connect(client, id),
      await fixture.connect(psychologist, id),
    ];
    const sent = await fixture.sendMessage(psychologist, 'Apa kabar?', client);
    for (const here of users) {
      expect(await here.waitForFrame('new_message')).toEqual({
        type: 'new_message',
        message: sent,
      });
      await here.close();
    }
  });

  it('care-27 sends read receipts to every connection', async () => {
    const unread = await fixture.sendMessage(client, 'sudah dibaca?');
    const users = [await fixture.connect(client, id), await fixture.connect(psychologist, id)];
    await fixture.markRead(psychologist, id);
    for (const here of users) {
      expect(await here.waitForFrame('read_receipt')).toMatchObject({
        conversation_id: id,
        user_id: Number(psychologist.id),
        message_ids: expect.arrayContaining([unread.id]) as unknown,
      });
      await here.close();
    }
  });

  it('care-28 keeps connections alive by ping and pong and closes dead ones', async () => {
    const here = await fixture.connect(client, id);
    here.send({ type: 'ping' });
    await here.waitForFrame('pong');
    await here.waitForFrame('ping');
    const address = careSocketUrl(system.url, id, `?token=${client.token}`);
    const dead = new CareClient(new WebSocket(address, { autoPong: false }));
    expect((await dead.waitForClose()).code).toBe(1006);
    expect(here.closed).toBeUndefined();
    await here.close();
  });

  it('care-45 survives a lost connection without affecting the other side', async () => {
    const lost = await fixture.connect(client, id);
    const stays = await fixture.connect(psychologist, id);
    lost.socket.terminate();
    await fixture.sendMessage(client, 'masih di sini');
    await stays.waitForFrame('new_message');
    await waitFor(
      'the lost connection to be removed',
      () => system.context.feed.counts().subscribers === 1,
    );
    expect(stays.closed).toBeUndefined();
    await stays.close();
  });

  it('care-47 can be replaced by polling, with the same messages and texts', async () => {
    const here = await fixture.connect(client, id);
    const polled = [];
    for (const text of ['a', 'b', 'c']) {
      await fixture.sendMessage(psychologist, text, client);
      const seq: number = polled.at(-1)?.seq ?? 1;
      polled.push(...(await fixture.messages(client, id, `?after_seq=${seq}`)));
    }
    await waitFor('all frames', () => here.texts.length === 3);
    expect(here.framesOf('new_message').map((frame) => frame.message)).toEqual(polled);
    await here.close();
  });

  it('care-70 is closed with 4401 for an invalid token', async () => {
    for (const query of ['', '?token=', '?token=abc', `?token=${client.token}x`]) {
      const here = new CareClient(new WebSocket(careSocketUrl(system.url, id, query)));
      expect((await here.waitForClose()).code).toBe(4401);
    }
  });

  it('care-72 loads a conversation once for many connections', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => fixture.connect(client, id)));
    expect(system.context.feed.counts()).toEqual({ subscribers: 40, conversations: 1 });
    await fixture.sendMessage(psychologist, 'untuk semua', client);
    for (const here of many) await here.waitForFrame('new_message');
    for (const here of many) here.socket.close();
    await waitFor('no subscribers', () => system.context.feed.counts().conversations === 0);
  });

  it('care-73 sends typing in both directions until it stops', async () => {
    const here = await fixture.connect(client, id);
    const there = await fixture.connect(psychologist, id);
    here.send({ type: 'typing', is_typing: true });
    expect(await there.waitForFrame('typing')).toMatchObject({
      conversation_id: id,
      user_id: Number(client.id),
      is_typing: true,
    });
    const path = `/api/v1/chat/conversations/${id}/typing`;
    await system.call('POST', path, { as: psychologist, body: { is_typing: true } });
    await here.waitForFrame('typing', (frame) => frame.user_id === Number(psychologist.id));
    here.send({ type: 'typing', is_typing: false });
    await there.waitForFrame('typing', (frame) => frame.is_typing === false);
    await here.close();
    await there.close();
  });
});
