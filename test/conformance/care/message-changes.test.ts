import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let scene: CareFixture;
let pair: CarePair;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  scene = new CareFixture(system);
});
beforeEach(async () => {
  pair = await scene.createPair();
  id = await scene.startConversation(pair, 'Satu');
});
afterAll(() => system.stop());

const change = (
  method: string,
  as: TestUser,
  { path, body }: { path: string | number; body?: object },
): Promise<ApiResponse> =>
  system.call(method, `/api/v1/chat/conversations/${id}/messages/${path}`, {
    as,
    ...(body ? { body } : {}),
  });

async function only(as: TestUser): Promise<Wire> {
  return (await scene.messages(as, id))[0];
}

describe('messages in care', () => {
  it('care-75 are reacted to with emojis, which both see at once', async () => {
    const { client, psychologist } = pair;
    const here = await scene.connect(client, id);
    const first = await only(client);
    const path = `${first.id}/reactions`;
    const added = await change('POST', psychologist, { path, body: { emoji: '❤️' } });
    const reactions = [
      { user_id: Number(psychologist.id), emoji: '❤️', added_at: expect.any(String) },
    ];
    expect(added.status).toBe(200);
    expect(added.body.data).toMatchObject({ id: first.id, reactions });
    expect(await here.waitForFrame('message_changed')).toMatchObject({
      conversation_id: id,
      message: { id: first.id, message_text: 'Satu', reactions },
    });
    expect(await only(client)).toMatchObject({ reactions });
    const mine = await change('DELETE', client, { path, body: { emoji: '❤️' } });
    expect(mine.body.data).toMatchObject({ reactions });
    await change('DELETE', psychologist, { path, body: { emoji: '❤️' } });
    expect(await only(client)).not.toHaveProperty('reactions');
    const words = await change('POST', client, { path, body: { emoji: 'bagus' } });
    expect([words.status, words.body.message]).toEqual([
      400,
      'The request is not valid. emoji: must be one emoji',
    ]);
    await here.close();
  });

  it('care-77 are deleted softly by whoever wrote them, for both at once', async () => {
    const { client, psychologist } = pair;
    const there = await scene.connect(psychologist, id);
    const { id: path } = await only(client);
    const foreign = await change('DELETE', psychologist, { path });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'not-your-message']);
    expect(await scene.unreadCount(psychologist, id)).toBe(1);
    expect((await change('DELETE', client, { path })).body.data).toMatchObject({
      id: path,
      message_text: '',
      deleted_at: expect.any(String),
    });
    expect(await there.waitForFrame('message_changed')).toMatchObject({
      message: { id: path, message_text: '', deleted_at: expect.any(String) },
    });
    expect(await only(psychologist)).toMatchObject({ id: path, seq: 1, message_text: '' });
    expect(await scene.unreadCount(psychologist, id)).toBe(0);
    const [row] = await system.query<{ kept: boolean }>(
      'SELECT content IS NOT NULL AS kept FROM messages WHERE id = $1',
      [path],
    );
    expect(row?.kept).toBe(true);
    const edited = await change('PATCH', client, { path, body: { message_text: 'x' } });
    expect([edited.status, edited.body.code]).toEqual([409, 'message-deleted']);
    await there.close();
  });

  it('care-79 are sent, delivered to a device, then read, and the sender hears of each', async () => {
    const { client, psychologist } = pair;
    const here = await scene.connect(client, id);
    expect(await only(client)).toMatchObject({ delivery_status: 'sent', is_read: false });
    const there = await scene.connect(psychologist, id);
    const second = await scene.sendMessage(client, 'Dua');
    await there.waitForFrame('new_message');
    expect(await here.waitForFrame('delivered')).toMatchObject({
      conversation_id: id,
      marks: [{ user_id: Number(psychologist.id) }],
    });
    const statuses = async () =>
      (await scene.messages(client, id)).map((one) => one.delivery_status as string);
    expect(await statuses()).toEqual(['delivered', 'delivered']);
    await scene.markRead(psychologist, id, { message_ids: [second.id] });
    await here.waitForFrame('read_receipt');
    expect(await statuses()).toEqual(['delivered', 'read']);
    await there.close();
    await scene.sendMessage(client, 'Tiga');
    expect((await statuses()).at(-1)).toBe('sent');
    await scene.messages(psychologist, id);
    await waitFor('the last delivery', async () => (await statuses()).at(-1) === 'delivered');
    await here.close();
  });
});
