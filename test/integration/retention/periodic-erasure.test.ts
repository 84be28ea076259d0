import { messageResponse } from '../../../src/api/web/conversation-schemas';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ env: { RETENTION_DIRECT: 'PT1S', RETENTION_SWEEP: 'PT0.2S' } });
});
afterAll(() => system.stop());

it('the worker erases expired conversations periodically', async () => {
  const [from, to] = [await system.addUser('psychologist'), await system.addUser('team')];
  const ids = new Set<string>();
  for (const message of ['Satu', 'Dua']) {
    const body = { toId: to.id, message };
    const call = { as: from, body, reply: messageResponse };
    const sent = await system.call('POST', '/api/v1/conversations', call);
    expect(sent.status).toBe(201);
    const { conversationId } = sent.body.data;
    ids.add(conversationId);
    await waitFor('its erasure', async () => {
      const [row] = await system.query<{ erased: boolean }>(
        'SELECT erased_at IS NOT NULL AND data_key IS NULL AS erased FROM conversations WHERE id = $1',
        [conversationId],
      );
      return row?.erased;
    });
  }
  expect(ids.size).toBe(2);
});
