import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';

let system: TestSystem;
let scene: CareFixture;
let pair: CarePair;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  scene = new CareFixture(system);
  pair = await scene.createPair();
  id = await scene.startConversation(pair, 'pertama');
});
afterAll(() => system.stop());

const texts = (messages: { message_text: string }[]): string[] =>
  messages.map((message) => message.message_text);

describe('conversations', () => {
  it('care-01 lets a patient and her assigned nurse talk: REST to send, WebSocket for updates', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist }, 'Halo, perawat!');
    const hers = await scene.connect(client, conversation);
    await scene.sendMessage(psychologist, 'Halo, ibu hamil!', client);
    await hers.waitForFrame('new_message');
    expect(hers.texts).toEqual(['Halo, ibu hamil!']);
    await hers.close();
  });

  it('care-02 keeps what belongs to exactly one ibu hamil and one perawat', async () => {
    const { body } = await scene.get(pair.client, `/${id}`);
    expect(body.data).toMatchObject({
      id,
      ibu_hamil_id: Number(pair.client.id),
      perawat_id: Number(pair.psychologist.id),
      ibu_hamil_name: pair.client.fullName,
      perawat_name: pair.psychologist.fullName,
    });
  });

  it('care-03 has one conversation for a pair, whoever writes first and how often', async () => {
    const { client, psychologist } = await scene.createPair();
    const sends = Array.from({ length: 10 }, (_, n) =>
      n % 2 ? scene.sendMessage(client, `c${n}`) : scene.sendMessage(psychologist, `p${n}`, client),
    );
    const ids = (await Promise.all(sends)).map((message) => message.conversation_id as number);
    expect(new Set(ids).size).toBe(1);
    const copy = system.query(
      `INSERT INTO conversations (kind, state, pair_low_id, pair_high_id)
       SELECT kind, state, pair_low_id, pair_high_id FROM conversations WHERE id = $1`,
      [ids[0]],
    );
    await expect(copy).rejects.toThrow('conversations_pair');
  });

  it('care-04 sorts conversations by their last message', async () => {
    const { psychologist } = pair;
    const first = await scene.createPair({ psychologist });
    const second = await scene.createPair({ psychologist });
    const a = await scene.startConversation(first);
    const b = await scene.startConversation(second);
    const order = async () =>
      ((await scene.get(psychologist)).body.data as { id: number }[]).map((one) => one.id);
    expect((await order()).slice(0, 2)).toEqual([b, a]);
    await scene.sendMessage(first.client, 'lagi');
    expect((await order()).slice(0, 2)).toEqual([a, b]);
  });

  it('care-05 keeps the messages of a conversation', async () => {
    const conversation = await scene.startConversation(await scene.createPair(), 'satu');
    const rows = await system.query('SELECT seq FROM messages WHERE conversation_id = $1', [
      conversation,
    ]);
    expect(rows).toEqual([{ seq: 1 }]);
  });

  it('care-06 tells of each message whether it was read', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist });
    expect(await scene.messages(client, conversation)).toMatchObject([{ is_read: false }]);
    await scene.markRead(psychologist, conversation);
    for (const person of [client, psychologist]) {
      expect(await scene.messages(person, conversation)).toMatchObject([{ is_read: true }]);
    }
  });

  it('care-07 tells when a message was read', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist });
    expect(await scene.messages(client, conversation)).toMatchObject([{ read_at: null }]);
    const { body } = await scene.markRead(psychologist, conversation);
    const [message] = await scene.messages(client, conversation);
    expect(message.read_at).toBe(body.data.read_at);
    expect(Math.abs(Date.parse(message.read_at) - Date.now())).toBeLessThan(60_000);
  });

  it('care-08 lists all conversations of whoever is signed in by GET /api/v1/chat/conversations', async () => {
    const answer = await system.call('GET', '/api/v1/chat/conversations', { as: pair.client });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ success: true, data: [{ id }] });
  });

  it('care-09 lists to an ibu hamil the conversation with the assigned perawat', async () => {
    const { body } = await scene.get(pair.client);
    expect(body.data).toMatchObject([{ id, perawat_id: Number(pair.psychologist.id) }]);
  });

  it('care-10 lists to a perawat the conversations with all ibu hamil assigned', async () => {
    const psychologist = await system.addUser('psychologist');
    const pairs = [
      await scene.createPair({ psychologist }),
      await scene.createPair({ psychologist }),
    ];
    for (const one of pairs) await scene.startConversation(one);
    const { body } = await scene.get(psychologist);
    const clients = (body.data as { ibu_hamil_id: number }[]).map((one) => one.ibu_hamil_id);
    expect(clients.sort()).toEqual(pairs.map(({ client }) => Number(client.id)).sort());
  });

  it('care-11 lists with each the last message and how many are unread', async () => {
    const { client, psychologist } = await scene.createPair();
    await scene.startConversation({ client, psychologist }, 'satu');
    const last = await scene.sendMessage(client, 'dua');
    const { body } = await scene.get(psychologist);
    expect(body.data).toMatchObject([{ last_message: last, unread_count: 2 }]);
    expect((await scene.get(client)).body.data).toMatchObject([{ unread_count: 0 }]);
  });

  it('care-12 shows one conversation by GET /api/v1/chat/conversations/{conversation_id}', async () => {
    const path = `/api/v1/chat/conversations/${id}`;
    const answer = await system.call('GET', path, { as: pair.psychologist });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ id, last_message: { message_text: 'pertama' } });
  });

  it('care-13 pages through messages by GET /api/v1/chat/conversations/{conversation_id}/messages', async () => {
    const own = await scene.createPair();
    const conversation = await scene.startConversation(own, 'm1');
    for (const n of [2, 3, 4, 5]) await scene.sendMessage(own.client, `m${n}`);
    const path = `/api/v1/chat/conversations/${conversation}/messages?limit=2&page=2`;
    const answer = await system.call('GET', path, { as: own.client });
    expect(texts(answer.body.data)).toEqual(['m2', 'm3']);
    expect(JSON.parse(answer.text).pagination).toEqual({
      page: 2,
      limit: 2,
      total: 5,
      total_pages: 3,
      has_more: true,
    });
  });

  it('care-14 puts the oldest of a page first', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist }, 'a');
    await scene.sendMessage(psychologist, 'b', client);
    await scene.sendMessage(client, 'c');
    expect(texts(await scene.messages(client, conversation))).toEqual(['a', 'b', 'c']);
  });

  it('care-22 counts unread messages by GET …/unread-count', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist });
    await scene.sendMessage(client, 'lagi');
    const path = `/api/v1/chat/conversations/${conversation}/unread-count`;
    const answer = await system.call('GET', path, { as: psychologist });
    expect(answer.body.data).toEqual({ conversation_id: conversation, unread_count: 2 });
  });

  it('care-38 holds 50 messages a page unless asked otherwise, and 100 at most', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist }, 'm1');
    await Promise.all(Array.from({ length: 59 }, (_, n) => scene.sendMessage(client, `x${n}`)));
    expect(await scene.messages(client, conversation)).toHaveLength(50);
    expect(await scene.messages(client, conversation, '?limit=100')).toHaveLength(60);
    expect((await scene.get(client, `/${conversation}/messages?limit=101`)).status).toBe(400);
  });

  it('care-39 puts the newest page first, and its oldest message on top (C-21)', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist }, '1');
    for (const n of [2, 3, 4, 5, 6]) await scene.sendMessage(client, String(n));
    const pages = await Promise.all(
      [1, 2, 3].map((page) => scene.messages(client, conversation, `?limit=2&page=${page}`)),
    );
    expect(pages.map(texts)).toEqual([
      ['5', '6'],
      ['3', '4'],
      ['1', '2'],
    ]);
    const [oldest] = pages[1] ?? [];
    const before = await scene.messages(client, conversation, `?limit=2&before=${oldest.id}`);
    expect(texts(before)).toEqual(['1', '2']);
  });

  it('care-41 lets a client that keeps messages ask for the newer ones alone', async () => {
    const { client, psychologist } = await scene.createPair();
    const conversation = await scene.startConversation({ client, psychologist }, 'lama');
    const kept = await scene.messages(client, conversation);
    await scene.sendMessage(psychologist, 'baru', client);
    const newer = await scene.messages(client, conversation, `?after_seq=${kept.at(-1).seq}`);
    expect(texts(newer)).toEqual(['baru']);
  });
});
