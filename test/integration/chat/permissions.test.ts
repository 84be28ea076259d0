import { only } from '../../support/harness/only';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let fixture: TutoringFixture;
let client: TestUser;
let psychologist: TestUser;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  client = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
});
afterAll(() => system.stop());

describe('a member with write but not read permission', () => {
  it('receives no message text: no last message, no reaction result, no summary', async () => {
    const permissions = ['write', 'upload'];
    const id = await fixture.createGroup(psychologist, [client], { permissions });
    const { id: messageId } = await fixture.sendMessage(psychologist, id, 'rahasia');
    const [listed] = await fixture.list(client);
    expect(listed).toMatchObject({ id, lastMessage: null, unreadCount: 1 });
    const path = `/${id}/messages/${messageId}/reactions`;
    for (const method of ['POST', 'DELETE']) {
      const refused = await fixture.call(method, client, path, { emoji: '👍' });
      expect([refused.status, refused.body.code]).toEqual([403, 'permission-missing']);
      expect(refused.text).not.toContain('rahasia');
    }
    const summary = await fixture.get(client, `/${id}/summary`);
    expect([summary.status, summary.body.code]).toEqual([403, 'permission-missing']);
    expect((await fixture.list(psychologist))[0]?.lastMessage).toMatchObject({
      content: 'rahasia',
    });
    await fixture.sendMessage(client, id, 'boleh menulis');
  });
});

describe('a closed conversation', () => {
  const setTitle = (as: TestUser, id: string) =>
    fixture.call('PATCH', as, `/${id}`, { title: 'Terlambat', settings: { maxFileSize: 1 } });

  it('rejects a title: an ended session', async () => {
    const session = await createActiveSession(system, { client, psychologist });
    const { id } = only(await fixture.list(psychologist));
    expect((await setTitle(psychologist, id)).status).toBe(200);
    const team = await system.addUser('team');
    const end = `/api/v1/team/sessions/${session.sessionId}/end`;
    expect((await system.call('POST', end, { as: team })).status).toBe(200);
    const refused = await setTitle(psychologist, id);
    expect([refused.status, refused.body.code]).toEqual([400, 'session-ended']);
  });

  it('rejects a title: care after the assignment, a group without members', async () => {
    await createCarePair(system, { client, psychologist });
    const care = await fixture.createDirect(client, psychologist);
    const group = await fixture.createGroup(psychologist, [await system.addUser('psychologist')]);
    await system.query(`UPDATE conversations SET state = 'closed' WHERE id = ANY($1::bigint[])`, [
      [care, group],
    ]);
    expect((await setTitle(psychologist, care)).body.code).toBe('assignment-ended');
    const summary = await fixture.get(psychologist, `/${care}/summary`);
    expect([summary.status, summary.body.code]).toEqual([403, 'assignment-ended']);
    expect((await setTitle(psychologist, group)).body.code).toBe('conversation-closed');
  });
});
