import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: CareFixture;
let client: TestUser;
let psychologist: TestUser;
let id: number;
let ids: number[];
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
});
/** Four messages of the client, unread by the perawat. */
beforeEach(async () => {
  ({ client, psychologist } = await fixture.createPair());
  id = await fixture.startConversation({ client, psychologist }, '1');
  for (const text of ['2', '3', '4']) await fixture.sendMessage(client, text);
  ids = (await fixture.messages(client, id)).map(({ id: messageId }) => messageId);
});
afterAll(() => system.stop());

const readOnes = async (): Promise<string[]> =>
  (await fixture.messages(client, id))
    .filter((message) => message.is_read)
    .map((message) => message.message_text);

describe('care receipts', () => {
  it('care-19 are recorded by POST …/mark-read', async () => {
    const path = `/api/v1/chat/conversations/${id}/mark-read`;
    const response = await system.call('POST', path, { as: psychologist, body: {} });
    expect(response.status).toBe(200);
    expect(response.body.data).toMatchObject({ conversation_id: id, unread_count: 0 });
  });

  it('care-20 cover only the messages named in the request', async () => {
    await fixture.messages(psychologist, id);
    expect(await fixture.unreadCount(psychologist, id)).toBe(4);
    const { body } = await fixture.markRead(psychologist, id, { message_ids: [ids[1], ids[3]] });
    expect(body.data.unread_count).toBe(2);
    expect(await readOnes()).toEqual(['2', '4']);
    expect(await fixture.unreadCount(psychologist, id)).toBe(2);
    await fixture.markRead(psychologist, id, { message_ids: [ids[1], ids[0]] });
    expect(await readOnes()).toEqual(['1', '2', '4']);
    expect(await fixture.unreadCount(psychologist, id)).toBe(1);
  });

  it('care-21 cover all unread messages when none is named', async () => {
    for (const body of [{}, { message_ids: [] }, { message_ids: null }]) {
      await fixture.sendMessage(client, 'baru');
      expect((await fixture.markRead(psychologist, id, body)).body.data.unread_count).toBe(0);
    }
    expect(await readOnes()).toHaveLength(7);
  });

  it('care-44 are sent over the WebSocket immediately', async () => {
    const here = await fixture.connect(client, id);
    const { body } = await fixture.markRead(psychologist, id, { message_ids: [ids[2]] });
    expect(await here.waitForFrame('read_receipt')).toEqual({
      type: 'read_receipt',
      conversation_id: id,
      user_id: Number(psychologist.id),
      message_ids: [ids[2]],
      read_at: body.data.read_at,
    });
    await here.close();
  });

  it('C-24 keep the time of the first reading and ignore foreign ids', async () => {
    await fixture.markRead(psychologist, id, { message_ids: [ids[0]] });
    const [before] = await fixture.messages(client, id);
    const otherPair = await fixture.createPair();
    const foreign = await fixture.startConversation(otherPair);
    const [foreignMessage] = await fixture.messages(otherPair.client, foreign);
    await fixture.markRead(psychologist, id, { message_ids: [foreignMessage?.id, 999_999_999] });
    await fixture.markRead(psychologist, id);
    const [after] = await fixture.messages(client, id);
    expect(after?.read_at).toBe(before?.read_at);
    expect(await fixture.messages(otherPair.client, foreign)).toMatchObject([{ is_read: false }]);
    expect((await fixture.markRead(psychologist, id, { message_ids: ['x'] })).status).toBe(400);
    expect((await fixture.markRead(psychologist, id, { message_ids: 5 })).status).toBe(400);
  });
});
