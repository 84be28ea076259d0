import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair } from '../../support/fixtures/care-pair';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let scene: TutoringFixture;
let client: TestUser;
let psychologist: TestUser;
beforeAll(async () => {
  system = await startSystem();
  scene = new TutoringFixture(system);
});
beforeEach(async () => {
  client = await system.addUser('client');
  psychologist = await system.addUser('psychologist');
});
afterAll(() => system.stop());

describe('a member with write but not read permission', () => {
  it('receives no message text: no last message, no reaction result, no summary', async () => {
    const permissions = ['write', 'upload'];
    const id = await scene.createGroup(psychologist, [client], { permissions });
    const { id: messageId } = await scene.sendMessage(psychologist, id, 'rahasia');
    const [listed] = await scene.list(client);
    expect(listed).toMatchObject({ id, lastMessage: null, unreadCount: 1 });
    const path = `/${id}/messages/${messageId}/reactions`;
    for (const method of ['POST', 'DELETE']) {
      const refused = await scene.call(method, client, path, { emoji: '👍' });
      expect([refused.status, refused.body.code]).toEqual([403, 'permission-missing']);
      expect(refused.text).not.toContain('rahasia');
    }
    const summary = await scene.get(client, `/${id}/summary`);
    expect([summary.status, summary.body.code]).toEqual([403, 'permission-missing']);
    expect((await scene.list(psychologist))[0]?.lastMessage).toMatchObject({ content: 'rahasia' });
    await scene.sendMessage(client, id, 'boleh menulis');
  });
});

describe('a closed conversation', () => {
  const entitle = (as: TestUser, id: string) =>
    scene.call('PATCH', as, `/${id}`, { title: 'Terlambat', settings: { maxFileSize: 1 } });

  it('rejects a title: an ended session', async () => {
    const session = await createActiveSession(system, { client, psychologist });
    const [{ id }] = (await scene.list(psychologist)) as [{ id: string }];
    expect((await entitle(psychologist, id)).status).toBe(200);
    const team = await system.addUser('team');
    const end = `/api/v1/team/sessions/${session.sessionId}/end`;
    expect((await system.call('POST', end, { as: team })).status).toBe(200);
    const refused = await entitle(psychologist, id);
    expect([refused.status, refused.body.code]).toEqual([400, 'session-ended']);
  });

  it('rejects a title: care after the assignment, a group without members', async () => {
    await createCarePair(system, { client, psychologist });
    const care = await scene.createDirect(client, psychologist);
    const group = await scene.createGroup(psychologist, [await system.addUser('psychologist')]);
    await system.query(`UPDATE conversations SET state = 'closed' WHERE id = ANY($1::bigint[])`, [
      [care, group],
    ]);
    expect((await entitle(psychologist, care)).body.code).toBe('assignment-ended');
    const summary = await scene.get(psychologist, `/${care}/summary`);
    expect([summary.status, summary.body.code]).toEqual([403, 'assignment-ended']);
    expect((await entitle(psychologist, group)).body.code).toBe('conversation-closed');
  });
});
