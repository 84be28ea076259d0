import { CareFixture } from '../../support/fixtures/care-fixture';
import { PushFixture } from '../../support/fixtures/push-fixture';

let pushes: PushFixture;
beforeAll(async () => {
  pushes = await PushFixture.start();
});
afterAll(() => pushes.stop());

it('care-78 sends a push to the recipient for each new message, never to the sender', async () => {
  const fixture = new CareFixture(pushes.system);
  const { client, psychologist } = await fixture.createPair();
  const [clientBrowser, psychologistBrowser] = [
    await pushes.subscribe(client),
    await pushes.subscribe(psychologist),
  ];
  const id = String(await fixture.startConversation({ client, psychologist }, 'Apakah ini wajar?'));
  const push = { about: 'messages', event: 'message', sessionId: null, conversationId: id };
  expect(await psychologistBrowser.waitForPushes(1)).toEqual([push]);
  await fixture.sendMessage(psychologist, 'Wajar sekali', client);
  expect(await clientBrowser.waitForPushes(1)).toEqual([push]);
  await pushes.waitUntilSettled();
  expect([
    clientBrowser.receivedPushes().length,
    psychologistBrowser.receivedPushes().length,
  ]).toEqual([1, 1]);
});
