import { bookSession } from '../../support/fixtures/book-session';
import { recordSession } from '../../support/recorders/ably-recorder';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestUser, TestSystem, Wire } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';

let system: TestSystem;
let scene: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
let first: Wire;
beforeAll(async () => {
  system = await startSystem();
  scene = new TutoringFixture(system);
});
beforeEach(async () => {
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  await bookSession(system, student, { psychologist: tutor });
  id = await scene.createDirect(tutor, student);
  first = await scene.sendMessage(tutor, id, 'Bab satu');
});
afterAll(() => system.stop());

const change = (method: string, as: TestUser, more = '', body?: object): Promise<ApiResponse> =>
  scene.call(method, as, `/${id}/messages/${first.id}${more}`, body);

const edit = (as: TestUser, text: string): Promise<ApiResponse> =>
  change('PATCH', as, '', { content: { text } });

async function only(as: TestUser): Promise<Wire> {
  return (await scene.messages(as, id))[0];
}

describe('messages of the tutoring contract', () => {
  it('tutoring-62 carry reactions: who, which emoji and since when', async () => {
    await change('POST', student, '/reactions', { emoji: '👍' });
    const since = (await only(tutor)).reactions[0].addedAt as string;
    expect(Date.now() - Date.parse(since)).toBeLessThan(60_000);
    expect((await only(tutor)).reactions).toEqual([
      { userId: student.id, emoji: '👍', addedAt: new Date(since).toISOString() },
    ]);
  });

  it('tutoring-63 carry their history: what they said before, when and by whom it was edited', async () => {
    await edit(tutor, 'Bab dua');
    await edit(tutor, 'Bab tiga');
    for (const person of [student, tutor]) {
      const { content, editHistory } = await only(person);
      expect(content.text).toBe('Bab tiga');
      expect(editHistory).toEqual([
        { previousContent: 'Bab satu', editedAt: expect.any(String), editedBy: tutor.id },
        { previousContent: 'Bab dua', editedAt: expect.any(String), editedBy: tutor.id },
      ]);
    }
  });

  it('tutoring-66 say when they were written, changed last and deleted', async () => {
    const plain = await only(student);
    expect(plain).toMatchObject({ updatedAt: plain.createdAt, deletedAt: null });
    await edit(tutor, 'Bab dua');
    const edited = await only(student);
    expect(edited.updatedAt > plain.createdAt).toBe(true);
    await change('DELETE', tutor);
    const gone = await only(student);
    expect(gone).toMatchObject({ createdAt: plain.createdAt, updatedAt: gone.deletedAt });
    expect(gone.deletedAt > edited.updatedAt).toBe(true);
  });

  it('tutoring-173 are edited and deleted by whoever wrote them, in sessions as well', async () => {
    const edited = await edit(tutor, 'Bab dua');
    expect(edited.body).toMatchObject({
      success: true,
      message: 'Message edited successfully',
      data: { message: { id: first.id, content: { text: 'Bab dua' } } },
    });
    const notYours = [403, 'not-your-message'];
    for (const answer of [await edit(student, 'x'), await change('DELETE', student)]) {
      expect([answer.status, answer.body.code]).toEqual(notYours);
    }
    const gone = (await change('DELETE', tutor)).body;
    expect(gone.message).toBe('Message deleted successfully');
    expect(gone.data.message).toMatchObject({ content: { text: '' }, editHistory: [] });
    expect((await only(student)).content).toEqual({ text: '' });
    expect((await edit(tutor, 'Bab lima')).body.code).toBe('message-deleted');
    const stranger = await system.addUser('client');
    expect((await edit(stranger, 'x')).body.code).toBe('not-your-conversation');
    await inSession();
  });

  it('tutoring-174 are reacted to, and reactions taken back, by any member', async () => {
    const added = await change('POST', student, '/reactions', { emoji: '🎉' });
    expect([added.status, added.body.message]).toEqual([200, 'Reaction added']);
    await change('POST', student, '/reactions', { emoji: '🎉' });
    await change('POST', tutor, '/reactions', { emoji: '🎉' });
    expect((await only(tutor)).reactions).toHaveLength(2);
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

/** What changes in a session is told on its channel, the whole message as it is then. */
async function inSession(): Promise<void> {
  const { sessionId, client } = await createActiveSession(system);
  const heard = await recordSession(system, client, sessionId);
  const [row] = await system.query<{ id: string }>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [sessionId],
  );
  const conversationId = row?.id ?? '';
  const said = await scene.sendMessage(client, conversationId, 'Halo');
  const body = { content: { text: 'Halo lagi' } };
  await scene.call('PATCH', client, `/${conversationId}/messages/${said.id}`, body);
  await scene.call('DELETE', client, `/${conversationId}/messages/${said.id}`);
  await heard.waitFor('the deletion', ({ name, data }) => {
    return name === 'message_changed' && data.change === 'deleted';
  });
  const changes = heard.named('message_changed').map(({ data }) => data);
  expect(changes).toMatchObject([
    { sessionId, change: 'edited', message: { id: said.id, content: 'Halo lagi' } },
    { sessionId, change: 'deleted', message: { id: said.id, content: '' } },
  ]);
  await heard.close();
}
