import { carePageResponse } from '../../../src/api/care/care-schemas';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';

let system: TestSystem;
let fixture: CareFixture;
let pair: CarePair;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
  pair = await fixture.createPair();
  id = await fixture.startConversation(pair, 'pertama');
});
afterAll(() => system.stop());

const texts = (messages: { message_text: string }[]): string[] =>
  messages.map((message) => message.message_text);

describe('care conversations', () => {
  it('care-01 connect a patient and her assigned nurse: REST to send, WebSocket for updates', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation(
      { client, psychologist },
      'Halo, perawat!',
    );
    const clientSocket = await fixture.connect(client, conversation);
    await fixture.sendMessage(psychologist, 'Halo, ibu hamil!', client);
    await clientSocket.waitForFrame('new_message');
    expect(clientSocket.texts).toEqual(['Halo, ibu hamil!']);
    await clientSocket.close();
  });

  it('care-02 belong to exactly one ibu hamil and one perawat', async () => {
    const { body } = await fixture.get(pair.client, `/${id}`);
    expect(body.data).toMatchObject({
      id,
      ibu_hamil_id: Number(pair.client.id),
      perawat_id: Number(pair.psychologist.id),
      ibu_hamil_name: pair.client.fullName,
      perawat_name: pair.psychologist.fullName,
    });
  });

  it('care-03 exist once per pair, regardless of who writes first and how often', async () => {
    const { client, psychologist } = await fixture.createPair();
    const sends = Array.from({ length: 10 }, (_, n) =>
      n % 2
        ? fixture.sendMessage(client, `c${n}`)
        : fixture.sendMessage(psychologist, `p${n}`, client),
    );
    const ids = (await Promise.all(sends)).map((message) => message.conversation_id);
    expect(new Set(ids).size).toBe(1);
    const copy = system.query(
      `INSERT INTO conversations (kind, state, pair_low_id, pair_high_id)
       SELECT kind, state, pair_low_id, pair_high_id FROM conversations WHERE id = $1`,
      [ids[0]],
    );
    await expect(copy).rejects.toThrow('conversations_pair');
  });

  it('care-04 are sorted by their last message', async () => {
    const { psychologist } = pair;
    const first = await fixture.createPair({ psychologist });
    const second = await fixture.createPair({ psychologist });
    const a = await fixture.startConversation(first);
    const b = await fixture.startConversation(second);
    const order = async () => (await fixture.list(psychologist)).map((one) => one.id);
    expect((await order()).slice(0, 2)).toEqual([b, a]);
    await fixture.sendMessage(first.client, 'lagi');
    expect((await order()).slice(0, 2)).toEqual([a, b]);
  });

  it('care-05 store their messages', async () => {
    const conversation = await fixture.startConversation(await fixture.createPair(), 'satu');
    const rows = await system.query('SELECT seq FROM messages WHERE conversation_id = $1', [
      conversation,
    ]);
    expect(rows).toEqual([{ seq: 1 }]);
  });

  it('care-06 report for each message whether it was read', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist });
    expect(await fixture.messages(client, conversation)).toMatchObject([{ is_read: false }]);
    await fixture.markRead(psychologist, conversation);
    for (const user of [client, psychologist]) {
      expect(await fixture.messages(user, conversation)).toMatchObject([{ is_read: true }]);
    }
  });

  it('care-07 report when a message was read', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist });
    expect(await fixture.messages(client, conversation)).toMatchObject([{ read_at: null }]);
    const { body } = await fixture.markRead(psychologist, conversation);
    const [message] = await fixture.messages(client, conversation);
    expect(message?.read_at).toBe(body.data.read_at);
    expect(Math.abs(Date.parse(body.data.read_at) - Date.now())).toBeLessThan(60_000);
  });

  it('care-08 are listed for the signed-in user by GET /api/v1/chat/conversations', async () => {
    const response = await system.call('GET', '/api/v1/chat/conversations', { as: pair.client });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ success: true, data: [{ id }] });
  });

  it('care-09 list only the assigned perawat for an ibu hamil', async () => {
    const { body } = await fixture.get(pair.client);
    expect(body.data).toMatchObject([{ id, perawat_id: Number(pair.psychologist.id) }]);
  });

  it('care-10 list every assigned ibu hamil for a perawat', async () => {
    const psychologist = await system.addUser('psychologist');
    const pairs = [
      await fixture.createPair({ psychologist }),
      await fixture.createPair({ psychologist }),
    ];
    for (const one of pairs) await fixture.startConversation(one);
    const clients = (await fixture.list(psychologist)).map((one) => one.ibu_hamil_id);
    expect(clients.sort()).toEqual(pairs.map(({ client }) => Number(client.id)).sort());
  });

  it('care-11 are listed with the last message and the unread count', async () => {
    const { client, psychologist } = await fixture.createPair();
    await fixture.startConversation({ client, psychologist }, 'satu');
    const last = await fixture.sendMessage(client, 'dua');
    const { body } = await fixture.get(psychologist);
    expect(body.data).toMatchObject([{ last_message: last, unread_count: 2 }]);
    expect((await fixture.get(client)).body.data).toMatchObject([{ unread_count: 0 }]);
  });

  it('care-12 are returned one by one by GET /api/v1/chat/conversations/{conversation_id}', async () => {
    const path = `/api/v1/chat/conversations/${id}`;
    const response = await system.call('GET', path, { as: pair.psychologist });
    expect(response.status).toBe(200);
    expect(response.body.data).toMatchObject({
      id,
      ibu_hamil_name: pair.client.fullName,
      perawat_name: pair.psychologist.fullName,
      last_message: { message_text: 'pertama' },
    });
  });

  it('care-13 page messages by GET /api/v1/chat/conversations/{conversation_id}/messages', async () => {
    const newPair = await fixture.createPair();
    const conversation = await fixture.startConversation(newPair, 'm1');
    for (const n of [2, 3, 4, 5]) await fixture.sendMessage(newPair.client, `m${n}`);
    const path = `/api/v1/chat/conversations/${conversation}/messages?limit=2&page=2`;
    const response = await system.call('GET', path, { as: newPair.client });
    const page = carePageResponse.parse(JSON.parse(response.text));
    expect(texts(page.data)).toEqual(['m2', 'm3']);
    expect(page.pagination).toEqual({
      page: 2,
      limit: 2,
      total: 5,
      total_pages: 3,
      has_more: true,
    });
  });

  it('care-14 order each page from oldest to newest', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist }, 'a');
    await fixture.sendMessage(psychologist, 'b', client);
    await fixture.sendMessage(client, 'c');
    expect(texts(await fixture.messages(client, conversation))).toEqual(['a', 'b', 'c']);
  });

  it('care-22 count unread messages by GET …/unread-count', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist });
    await fixture.sendMessage(client, 'lagi');
    const path = `/api/v1/chat/conversations/${conversation}/unread-count`;
    const response = await system.call('GET', path, { as: psychologist });
    expect(response.body.data).toEqual({ conversation_id: conversation, unread_count: 2 });
  });

  it('care-38 return 50 messages a page by default and 100 at most', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist }, 'm1');
    await Promise.all(Array.from({ length: 59 }, (_, n) => fixture.sendMessage(client, `x${n}`)));
    expect(await fixture.messages(client, conversation)).toHaveLength(50);
    expect(await fixture.messages(client, conversation, '?limit=100')).toHaveLength(60);
    expect((await fixture.get(client, `/${conversation}/messages?limit=101`)).status).toBe(400);
  });

  it('care-39 return the newest page first, its oldest message on top (C-21)', async () => {
    const { client, psychologist } = await fixture.createPair();
    const conversation = await fixture.startConversation({ client, psychologist }, '1');
    for (const n of [2, 3, 4, 5, 6]) await fixture.sendMessage(client, String(n));
    const pages = await Promise.all(
      [1, 2, 3].map((page) => fixture.messages(client, conversation, `?limit=2&page=${page}`)),
    );
    expect(pages.map(texts)).toEqual([
      ['5', '6'],
      ['3', '4'],
      ['1', '2'],
    ]);
    const [oldest] = pages[1] ?? [];
    const before = await fixture.messages(client, conversation, `?limit=2&before=${oldest?.id}`);
    expect(texts(before)).toEqual(['1', '2']);
    const newer = await fixture.messages(client, conversation, `?after_seq=${oldest?.seq}`);
    expect(texts(newer)).toEqual(['4', '5', '6']);
  });
});
