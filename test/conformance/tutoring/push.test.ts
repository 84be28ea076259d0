import { only } from '../../support/harness/only';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { createActiveSession } from '../../support/fixtures/active-session';
import { PushFixture } from '../../support/fixtures/push-fixture';

let pushes: PushFixture;
beforeAll(async () => {
  pushes = await PushFixture.start();
});
afterAll(() => pushes.stop());

it('tutoring-06 sends a push to the recipient of a message, without its text', async () => {
  const { system } = pushes;
  const { client, psychologist, sessionId } = await createActiveSession(system);
  await system.drain();
  const browser = await pushes.subscribe(psychologist);
  const fixture = new TutoringFixture(system);
  const { id: conversationId } = only(await fixture.list(client, '?type=consultation'));
  const sent = await system.call('POST', `/api/conversations/${conversationId}/messages`, {
    as: client,
    body: { type: 'text', content: { text: 'Bab tiga' }, clientMessageId: 'satu' },
  });
  expect(sent.status).toBe(201);
  expect(await browser.waitForPushes(1)).toEqual([
    { about: 'messages', event: 'message', sessionId, conversationId },
  ]);
});
