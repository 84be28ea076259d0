import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let scene: CareFixture;
let client: TestUser;
let psychologist: TestUser;
let id: number;
let ids: number[];
beforeAll(async () => {
  system = await startSystem();
  scene = new CareFixture(system);
});
/** Four messages of the client, of which the perawat has read none. */
beforeEach(async () => {
  ({ client, psychologist } = await scene.createPair());
  id = await scene.startConversation({ client, psychologist }, '1');
  for (const text of ['2', '3', '4']) await scene.sendMessage(client, text);
  ids = (await scene.messages(client, id)).map((message) => message.id as number);
});
afterAll(() => system.stop());

const readOnes = async (): Promise<string[]> =>
  (await scene.messages(client, id))
    .filter((message) => message.is_read)
    .map((message) => message.message_text as string);

describe('receipts', () => {
  it('care-19 marks as read by POST …/mark-read', async () => {
    const path = `/api/v1/chat/conversations/${id}/mark-read`;
    const answer = await system.call('POST', path, { as: psychologist, body: {} });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toMatchObject({ conversation_id: id, unread_count: 0 });
  });

  it('care-20 marks only the messages that are named', async () => {
    const { body } = await scene.markRead(psychologist, id, { message_ids: [ids[1], ids[3]] });
    expect(body.data.unread_count).toBe(2);
    expect(await readOnes()).toEqual(['2', '4']);
    expect(await scene.unreadCount(psychologist, id)).toBe(2);
    await scene.markRead(psychologist, id, { message_ids: [ids[1], ids[0]] });
    expect(await readOnes()).toEqual(['1', '2', '4']);
    expect(await scene.unreadCount(psychologist, id)).toBe(1);
  });

  it('care-21 marks all unread messages when none is named', async () => {
    for (const body of [{}, { message_ids: [] }, { message_ids: null }]) {
      await scene.sendMessage(client, 'baru');
      expect((await scene.markRead(psychologist, id, body)).body.data.unread_count).toBe(0);
    }
    expect(await readOnes()).toHaveLength(7);
  });

  it('care-42 marks everything at once for whoever opens the conversation', async () => {
    await scene.messages(psychologist, id);
    expect(await scene.unreadCount(psychologist, id)).toBe(4);
    await scene.markRead(psychologist, id);
    expect(await scene.unreadCount(psychologist, id)).toBe(0);
    expect((await scene.get(psychologist)).body.data).toMatchObject([{ unread_count: 0 }]);
  });

  it('care-43 marks one message for whoever scrolls to it', async () => {
    for (const [index, message] of ids.entries()) {
      await scene.markRead(psychologist, id, { message_ids: [message] });
      expect(await readOnes()).toHaveLength(index + 1);
    }
    expect(await scene.unreadCount(psychologist, id)).toBe(0);
  });

  it('care-44 tells of receipts over the WebSocket as they happen', async () => {
    const here = await scene.connect(client, id);
    const { body } = await scene.markRead(psychologist, id, { message_ids: [ids[2]] });
    expect(await here.waitForFrame('read_receipt')).toEqual({
      type: 'read_receipt',
      conversation_id: id,
      user_id: Number(psychologist.id),
      message_ids: [ids[2]],
      read_at: body.data.read_at,
    });
    await here.close();
  });

  it('C-24 keeps the moment of the first reading, and takes no notice of foreign ids', async () => {
    await scene.markRead(psychologist, id, { message_ids: [ids[0]] });
    const [before] = await scene.messages(client, id);
    const elsewhere = await scene.createPair();
    const foreign = await scene.startConversation(elsewhere);
    const [strange] = await scene.messages(elsewhere.client, foreign);
    await scene.markRead(psychologist, id, { message_ids: [strange.id, 999_999_999] });
    await scene.markRead(psychologist, id);
    const [after] = await scene.messages(client, id);
    expect(after.read_at).toBe(before.read_at);
    expect(await scene.messages(elsewhere.client, foreign)).toMatchObject([{ is_read: false }]);
    expect((await scene.markRead(psychologist, id, { message_ids: ['x'] })).status).toBe(400);
    expect((await scene.markRead(psychologist, id, { message_ids: 5 })).status).toBe(400);
  });
});
