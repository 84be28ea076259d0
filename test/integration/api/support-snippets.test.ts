import { ticketResponse } from '../../../src/api/sockets/issue-ticket';
import { runInNewContext } from 'node:vm';
import * as undici from 'undici';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** "Usage in Components" of the support document, as printed there. */
const USAGE = `const eventSource = new EventSource(\`/api/chat/sse?roomId=\${roomId}\`);

eventSource.onmessage = (event) => {
  const data = JSON.parse(event.data);
  
  switch (data.type) {
    case "message":
      setMessages(prev => [...prev, data.data]);
      break;
    case "typing":
      setIsTyping(data.data.isTyping);
      break;
  }
};`;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

it('runs the usage example of the contract with only its address and ticket changed', async () => {
  const fixture = new SupportFixture(system);
  const { customer, admin } = await fixture.createUsers();
  const { id: roomId } = await fixture.openRoom(customer);
  const call = { as: customer, body: {}, reply: ticketResponse };
  const { ticket } = (await system.call('POST', '/api/chat/sse-ticket', call)).body.data;
  let messages: unknown[] = [];
  const typing: boolean[] = [];
  const sources: undici.EventSource[] = [];
  // Outside a browser there is neither a base URL nor a cookie.
  class TicketSource extends undici.EventSource {
    constructor(path: string) {
      super(`${system.url}${path}&ticket=${ticket}`);
      sources.push(this);
    }
  }
  runInNewContext(USAGE, {
    EventSource: TicketSource,
    JSON,
    roomId,
    setMessages: (update: (before: unknown[]) => unknown[]) => {
      messages = update(messages);
    },
    setIsTyping: (isTyping: boolean) => typing.push(isTyping),
  });
  await waitFor('the stream', () => sources[0]?.readyState === undici.EventSource.OPEN);
  await fixture.call(admin, 'POST', `/rooms/${roomId}/typing`, { isTyping: true });
  await waitFor('typing', () => typing.length > 0);
  await fixture.sendMessage(admin, roomId, 'Ada yang bisa dibantu?');
  await waitFor('the message', () => messages.length > 0 && typing.length > 1);
  expect(messages).toMatchObject([{ message: 'Ada yang bisa dibantu?', messageType: 'TEXT' }]);
  expect(typing).toEqual([true, false]);
  sources[0]?.close();
});
