import type { WireMessage } from '../../../src/api/tutoring/tutoring-schemas';
import { only } from '../../support/harness/only';
import { bookSession } from '../../support/fixtures/book-session';
import { recordSession } from '../../support/recorders/ably-recorder';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let fixture: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
let first: WireMessage;
beforeAll(async () => {
  system = await startSystem();
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  await bookSession(system, student, { psychologist: tutor });
  id = await fixture.createDirect(tutor, student);
  first = await fixture.sendMessage(tutor, id, 'Bab satu');
});
afterAll(() => system.stop());

const change = (
  method: string,
  as: TestUser,
  more = '',
  body?: object,
): Promise<ApiResponse<unknown>> =>
  fixture.call(method, as, `/${id}/messages/${first.id}${more}`, body);

const edit = (as: TestUser, text: string): Promise<ApiResponse<unknown>> =>
  change('PATCH', as, '', { content: { text } });

describe('changed tutoring messages', () => {
  it('tutoring-62 carry reactions with user, emoji and time', async () => {
    await change('POST', student, '/reactions', { emoji: '👍' });
    const { addedAt: since } = only((await fixture.onlyMessage(tutor, id)).reactions);
    expect(Date.now() - Date.parse(since)).toBeLessThan(60_000);
    expect((await fixture.onlyMessage(tutor, id)).reactions).toEqual([
      { userId: student.id, emoji: '👍', addedAt: new Date(since).toISOString() },
    ]);
  });

  it('tutoring-63 carry their edit history with former text, time and editor', async () => {
    await edit(tutor, 'Bab dua');
    await edit(tutor, 'Bab tiga');
    for (const user of [student, tutor]) {
      const { content, editHistory } = await fixture.onlyMessage(user, id);
      expect(content.text).toBe('Bab tiga');
      expect(editHistory).toEqual([
        { previousContent: 'Bab satu', editedAt: expect.any(String), editedBy: tutor.id },
        { previousContent: 'Bab dua', editedAt: expect.any(String), editedBy: tutor.id },
      ]);
    }
  });

  it('tutoring-66 report when they were written, last changed and deleted', async () => {
    const unchanged = await fixture.onlyMessage(student, id);
    expect(unchanged).toMatchObject({ updatedAt: unchanged.createdAt, deletedAt: null });
    await edit(tutor, 'Bab dua');
    const edited = await fixture.onlyMessage(student, id);
    expect(edited.updatedAt > unchanged.createdAt).toBe(true);
    await change('DELETE', tutor);
    const deleted = await fixture.onlyMessage(student, id);
    expect(deleted).toMatchObject({ createdAt: unchanged.createdAt, updatedAt: deleted.deletedAt });
    expect((deleted.deletedAt ?? '') > edited.updatedAt).toBe(true);
  });

  it('tutoring-173 are edited and deleted by their author, in sessions as well', async () => {
    const edited = await edit(tutor, 'Bab dua');
    expect(edited.body).toMatchObject({
      success: true,
      message: 'Message edited successfully',
      data: { message: { id: first.id, content: { text: 'Bab dua' } } },
    });
    const notAuthor = [403, 'not-your-message'];
    for (const response of [await edit(student, 'x'), await change('DELETE', student)]) {
      expect([response.status, response.body.code]).toEqual(notAuthor);
    }
    const deleted = (await change('DELETE', tutor)).body;
    expect(deleted.message).toBe('Message deleted successfully');
    expect(deleted.data).toMatchObject({ message: { content: { text: '' }, editHistory: [] } });
    expect((await fixture.onlyMessage(student, id)).content).toEqual({ text: '' });
    expect((await edit(tutor, 'Bab lima')).body.code).toBe('message-deleted');
    const stranger = await system.addUser('client');
    expect((await edit(stranger, 'x')).body.code).toBe('not-your-conversation');
    await expectSessionEvents();
  });

  it('tutoring-174 are reacted to by any member, who can remove the reaction', async () => {
    const added = await change('POST', student, '/reactions', { emoji: '🎉' });
    expect([added.status, added.body.message]).toEqual([200, 'Reaction added']);
    await change('POST', student, '/reactions', { emoji: '🎉' });
    await change('POST', tutor, '/reactions', { emoji: '🎉' });
    expect((await fixture.onlyMessage(tutor, id)).reactions).toHaveLength(2);
    const removed = await change('DELETE', student, '/reactions', { emoji: '🎉' });
    expect(removed.body).toMatchObject({
      message: 'Reaction removed',
      data: { message: { reactions: [{ userId: tutor.id, emoji: '🎉' }] } },
    });
    for (const emoji of ['bagus', '', '👍👍']) {
      const refused = await change('POST', student, '/reactions', { emoji });
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid-input']);
    }
  });
});

/** Changes in a session are published on its channel, with the whole message. */
async function expectSessionEvents(): Promise<void> {
  const { sessionId, client } = await createActiveSession(system);
  const recorder = await recordSession(system, client, sessionId);
  const [row] = await system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [sessionId],
  );
  const conversationId = row?.id ?? '';
  const message = await fixture.sendMessage(client, conversationId, 'Halo');
  const body = { content: { text: 'Halo lagi' } };
  await fixture.call('PATCH', client, `/${conversationId}/messages/${message.id}`, body);
  // An event carries the message as it is when it is published.
  await recorder.waitFor('the edit', ({ name }) => name === 'message_changed');
  await fixture.call('DELETE', client, `/${conversationId}/messages/${message.id}`);
  await recorder.waitFor('the deletion', ({ name, data }) => {
    return name === 'message_changed' && data.change === 'deleted';
  });
  const changes = recorder.named('message_changed').map(({ data }) => data);
  expect(changes).toMatchObject([
    { sessionId, change: 'edited', message: { id: message.id, content: 'Halo lagi' } },
    { sessionId, change: 'deleted', message: { id: message.id, content: '' } },
  ]);
  await recorder.close();
}
