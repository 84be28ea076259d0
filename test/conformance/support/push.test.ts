import { PushFixture } from '../../support/fixtures/push-fixture';
import { SupportFixture } from '../../support/fixtures/support-fixture';

let pushes: PushFixture;
beforeAll(async () => {
  pushes = await PushFixture.start();
});
afterAll(() => pushes.stop());

it('support-74 sends pushes for new messages to the customer and to the attending admin', async () => {
  const fixture = new SupportFixture(pushes.system);
  const { customer, admin } = await fixture.createUsers();
  const [customerBrowser, adminBrowser] = [
    await pushes.subscribe(customer),
    await pushes.subscribe(admin),
  ];
  const { id } = await fixture.openRoom(customer, 'Saya tidak bisa masuk');
  await fixture.room(admin, id);
  await fixture.sendMessage(admin, id, 'Coba sekali lagi');
  const push = {
    ...{ about: 'messages', event: 'message', sessionId: null },
    conversationId: String(id),
  };
  expect(await customerBrowser.waitForPushes(1)).toEqual([push]);
  await fixture.sendMessage(customer, id, 'Sekarang bisa');
  expect(await adminBrowser.waitForPushes(1)).toEqual([push]);
});
