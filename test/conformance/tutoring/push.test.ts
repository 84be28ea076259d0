import { createActiveSession } from '../../support/fixtures/active-session';
import { PushService } from '../../support/servers/push-service';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

let service: PushService;
let system: TestSystem;
beforeAll(async () => {
  service = await PushService.start();
  system = await startSystem({ env: { PUSH_SERVICES: service.origin } });
});
afterAll(async () => {
  await system.stop();
  await service.stop();
});

it('tutoring-06 sends a push to the recipient of a message, without its text', async () => {
  const { client, psychologist, sessionId } = await createActiveSession(system);
  await system.drain();
  const browser = service.createBrowser();
  const subscribed = await system.call('POST', '/api/v1/push/subscriptions', {
    ...{ as: psychologist, body: browser.subscription },
  });
  expect(subscribed.status).toBe(201);
  const list = '/api/conversations?type=consultation';
  const { body } = await system.call('GET', list, { as: client });
  const { id: conversationId } = body.data.conversations[0] as { id: string };
  const sent = await system.call('POST', `/api/conversations/${conversationId}/messages`, {
    as: client,
    body: { type: 'text', content: { text: 'Bab tiga' }, clientMessageId: 'satu' },
  });
  expect(sent.status).toBe(201);
  expect(await browser.waitForPushes(1)).toEqual([
    { about: 'messages', event: 'message', sessionId, conversationId },
  ]);
});
