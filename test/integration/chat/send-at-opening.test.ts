import type { MessageBatcher } from '../../../src/chat/messages/message-batcher';
import { sendMessage } from '../../../src/chat/messages/send-message';
import { bookSession } from '../../support/fixtures/book-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
afterAll(() => system.stop());

it('accepts a message whose session opens between the insert and the read of its state', async () => {
  const client = await system.addUser('client');
  const team = await system.addUser('team');
  const psychologist = await system.addUser('psychologist');
  const { sessionId } = await bookSession(system, client, { psychologist });
  const { chat } = system.context;
  const messages = Object.create(chat.messages) as MessageBatcher;
  const results: unknown[] = [];
  messages.insert = async (message) => {
    const result = await chat.messages.insert(message);
    results.push(result);
    if (result === 'not-open') {
      const path = `/api/v1/team/sessions/${sessionId}/start`;
      expect((await system.call('POST', path, { as: team })).status).toBe(200);
    }
    return result;
  };
  const target = { sessionId };
  const sent = await sendMessage({ ...chat, messages }, client, {
    target,
    text: 'Halo',
    type: 'text',
  });
  expect([results.length, results[0]]).toEqual([2, 'not-open']);
  expect(sent.content).toBe('Halo');
});
