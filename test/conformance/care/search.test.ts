import { careFoundResponse } from '../../../src/api/care/care-schemas';
import { CareFixture } from '../../support/fixtures/care-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
let fixture: CareFixture;
beforeAll(async () => {
  system = await startSystem();
  fixture = new CareFixture(system);
});
afterAll(() => system.stop());

const search = (as: TestUser | undefined, id: number, query: string) =>
  system.call('GET', `/api/v1/chat/conversations/${id}/search?${query}`, {
    ...{ as, reply: careFoundResponse.shape.data },
  });

describe('care search', () => {
  it("care-76 finds a conversation's messages for its two members only, highlights and opens them", async () => {
    const pair = await fixture.createPair();
    const { client, psychologist } = pair;
    const id = await fixture.startConversation(pair, 'Kecemasan saya datang tiap malam');
    for (let n = 1; n <= 12; n += 1) await fixture.sendMessage(client, `Catatan ${n}`);
    await fixture.sendMessage(psychologist, 'Yang mencemaskan akan reda', client);
    const { status, body } = await search(client, id, 'q=cemas');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      success: true,
      data: [
        { conversation_id: id, message_text: 'Kecemasan saya datang tiap malam', is_read: false },
        { conversation_id: id, sender_role: 'perawat' },
      ],
      pagination: { page: 1, limit: 50, has_more: false },
    });
    expect(body.data.map((one) => one.highlights)).toEqual([
      [{ start: 0, end: 9 }],
      [{ start: 5, end: 16 }],
    ]);
    const around = `?limit=5&around=${body.data[0]?.id}`;
    const seqs = (await fixture.messages(psychologist, id, around)).map((one) => one.seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    expect((await search(psychologist, id, 'q=catatan&limit=5&page=3')).body).toMatchObject({
      data: [{ message_text: 'Catatan 1' }, { message_text: 'Catatan 2' }],
      pagination: { page: 3, limit: 5, has_more: false },
    });
    expect((await search(undefined, id, 'q=cemas')).status).toBe(401);
    expect((await search((await fixture.createPair()).client, id, 'q=cemas')).status).toBe(403);
    expect((await search(client, 987_654, 'q=cemas')).status).toBe(404);
    const empty = await search(client, id, 'q=%20');
    expect(empty.body).toMatchObject({
      success: false,
      statusCode: 400,
      details: { fields: [{ field: 'q', message: 'must hold a word or a number' }] },
    });
  });
});
