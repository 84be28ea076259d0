import { deleteMessage } from '../../../src/chat/messages/delete-message';
import { editMessage } from '../../../src/chat/messages/edit-message';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { createDirectMessage } from '../../support/fixtures/care-pair';

let system: TestSystem;
let fixture: DirectFixture;
beforeAll(async () => {
  system = await startSystem();
  fixture = new DirectFixture(system);
});
afterEach(() => fixture.disconnectAll());
afterAll(() => system.stop());

describe('clients of the direct API', () => {
  it('receive edits and deletions made through other APIs, also in the history', async () => {
    const one = await system.addUser('psychologist');
    const other = await system.addUser('team');
    const there = await fixture.connect(other);
    const { conversationId, id } = await createDirectMessage(system, {
      from: one,
      to: other,
      text: 'Satu',
    });
    await there.waitForEvent('receive_message');
    const { chat } = system.context;
    const target = { conversationId, kinds: ['direct'] as const };
    const message = { target, messageId: id };
    await editMessage(chat, one, { ...message, text: 'Dua' });
    await there.waitForEvent('message_changed', (data) => data.content === 'Dua');
    await deleteMessage(chat, one, message);
    const deleted = await there.waitForEvent(
      'message_changed',
      (data) => data.deleted_at !== undefined,
    );
    const ids = { id: Number(id), sender_id: Number(one.id), receiver_id: Number(other.id) };
    expect(deleted).toMatchObject({ ...ids, content: '' });
    expect(await fixture.history(other, one)).toMatchObject([{ ...ids, content: '' }]);
    expect(await fixture.unread(other)).toEqual([]);
  });
});
