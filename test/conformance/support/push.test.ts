import { PushService } from '../../support/servers/push-service';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';

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

const subscribe = async (as: TestUser) => {
  const browser = service.createBrowser();
  const body = browser.subscription;
  const { status } = await system.call('POST', '/api/v1/push/subscriptions', { as, body });
  expect(status).toBe(201);
  return browser;
};

it('support-74 sends pushes for new messages to the customer and to the attending admin', async () => {
  const fixture = new SupportFixture(system);
  const { customer, admin } = await fixture.createUsers();
  const [theirs, ours] = [await subscribe(customer), await subscribe(admin)];
  const { id } = await fixture.openRoom(customer, 'Saya tidak bisa masuk');
  await fixture.room(admin, id);
  await fixture.sendMessage(admin, id, 'Coba sekali lagi');
  const push = {
    ...{ about: 'messages', event: 'message', sessionId: null },
    conversationId: String(id),
  };
  expect(await theirs.waitForPushes(1)).toEqual([push]);
  await fixture.sendMessage(customer, id, 'Sekarang bisa');
  expect(await ours.waitForPushes(1)).toEqual([push]);
});
