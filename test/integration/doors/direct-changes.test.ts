import { deleteMessage } from '../../../src/conversation/delete-message';
import { editMessage } from '../../../src/conversation/edit-message';
import { placeOf } from '../../../src/conversation/place';
import { DirectScene } from '../../support/direct-scene';
import { startSystem } from '../../support/system';
import type { TestSystem } from '../../support/system';
import { writeTo } from '../../support/talk';

let system: TestSystem;
let scene: DirectScene;
beforeAll(async () => {
  system = await startSystem();
  scene = new DirectScene(system);
});
afterEach(() => scene.leave());
afterAll(() => system.stop());

describe('those at the direct door', () => {
  it('hear that a message was edited or deleted elsewhere, and read it so in the history', async () => {
    const one = await system.addPerson('psychologist');
    const other = await system.addPerson('team');
    const there = await scene.connect(other);
    const { conversationId, id } = await writeTo(system, { from: one, to: other, text: 'Satu' });
    await there.hear('receive_message');
    const { conversation } = system.context;
    const message = { place: placeOf(conversationId, 'direct'), messageId: id };
    await editMessage(conversation, one, { ...message, text: 'Dua' });
    await there.hear('message_changed', (data) => data.content === 'Dua');
    await deleteMessage(conversation, one, message);
    const gone = await there.hear('message_changed', (data) => data.deleted_at !== undefined);
    const ids = { id: Number(id), sender_id: Number(one.id), receiver_id: Number(other.id) };
    expect(gone).toMatchObject({ ...ids, content: '' });
    expect(await scene.get(other, `/history/${one.id}`)).toMatchObject([{ ...ids, content: '' }]);
    expect(await scene.get(other, '/unread')).toEqual([]);
  });
});
