import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import type { CarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
let fixture: CareFixture;
let pair: CarePair;
let id: number;
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
});
beforeEach(async () => {
  pair = await fixture.createPair();
  id = await fixture.startConversation(pair, 'Satu');
});
afterAll(() => system.stop());

const change = (
  method: string,
  as: TestUser,
  { path, body }: { path: string | number; body?: object },
): Promise<ApiResponse> =>
  system.call(method, `/api/v1/chat/conversations/${id}/messages/${path}`, {
    as,
    body,
  });

describe('changes to care messages', () => {
  it('care-75 show emoji reactions to both members immediately', async () => {
    const { client, psychologist } = pair;
    const here = await fixture.connect(client, id);
    const first = await fixture.onlyMessage(client, id);
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
    expect(await fixture.onlyMessage(client, id)).toMatchObject({ reactions });
    const withoutEffect = await change('DELETE', client, { path, body: { emoji: '❤️' } });
    expect(withoutEffect.body.data).toMatchObject({ reactions });
    await change('DELETE', psychologist, { path, body: { emoji: '❤️' } });
    expect(await fixture.onlyMessage(client, id)).not.toHaveProperty('reactions');
    const rejected = await change('POST', client, { path, body: { emoji: 'bagus' } });
    expect([rejected.status, rejected.body.message]).toEqual([
      400,
      'The request is not valid. emoji: must be one emoji',
    ]);
    await here.close();
  });

  it('care-77 let authors delete their own message softly, for both members', async () => {
    const { client, psychologist } = pair;
    const there = await fixture.connect(psychologist, id);
    const { id: path } = await fixture.onlyMessage(client, id);
    const foreign = await change('DELETE', psychologist, { path });
    expect([foreign.status, foreign.body.code]).toEqual([403, 'not-your-message']);
    expect(await fixture.unreadCount(psychologist, id)).toBe(1);
    expect((await change('DELETE', client, { path })).body.data).toMatchObject({
      id: path,
      message_text: '',
      deleted_at: expect.any(String),
    });
    expect(await there.waitForFrame('message_changed')).toMatchObject({
      message: { id: path, message_text: '', deleted_at: expect.any(String) },
    });
    expect(await fixture.onlyMessage(psychologist, id)).toMatchObject({
      id: path,
      seq: 1,
      message_text: '',
    });
    expect(await fixture.unreadCount(psychologist, id)).toBe(0);
    const [row] = await system.query<{ hasContent: boolean }>(
      'SELECT content IS NOT NULL AS "hasContent" FROM messages WHERE id = $1',
      [path],
    );
    expect(row?.hasContent).toBe(true);
    const edited = await change('PATCH', client, { path, body: { message_text: 'x' } });
    expect([edited.status, edited.body.code]).toEqual([409, 'message-deleted']);
    await there.close();
  });

  it('care-79 report sent, delivered and read to the sender', async () => {
    const { client, psychologist } = pair;
    const here = await fixture.connect(client, id);
    expect(await fixture.onlyMessage(client, id)).toMatchObject({
      delivery_status: 'sent',
      is_read: false,
    });
    const there = await fixture.connect(psychologist, id);
    const second = await fixture.sendMessage(client, 'Dua');
    await there.waitForFrame('new_message');
    expect(await here.waitForFrame('delivered')).toMatchObject({
      conversation_id: id,
      marks: [{ user_id: Number(psychologist.id) }],
    });
    const statuses = async () =>
      (await fixture.messages(client, id)).map((one) => one.delivery_status as string);
    expect(await statuses()).toEqual(['delivered', 'delivered']);
    await fixture.markRead(psychologist, id, { message_ids: [second.id] });
    await here.waitForFrame('read_receipt');
    expect(await statuses()).toEqual(['delivered', 'read']);
    await there.close();
    await fixture.sendMessage(client, 'Tiga');
    expect((await statuses()).at(-1)).toBe('sent');
    await fixture.messages(psychologist, id);
    await waitFor('the last delivery', async () => (await statuses()).at(-1) === 'delivered');
    await here.close();
  });
});
