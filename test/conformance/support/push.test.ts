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

it('support-74 wakes browsers for new messages: of the customer, and of whoever attends the room', async () => {
  const scene = new SupportFixture(system);
  const { customer, admin } = await scene.createUsers();
  const [theirs, ours] = [await subscribe(customer), await subscribe(admin)];
  const { id } = await scene.openRoom(customer, 'Saya tidak bisa masuk');
  await scene.room(admin, id);
  await scene.sendMessage(admin, id, 'Coba sekali lagi');
  const woken = {
    ...{ about: 'messages', event: 'message', sessionId: null },
    conversationId: String(id),
  };
  expect(await theirs.waitForPushes(1)).toEqual([woken]);
  await scene.sendMessage(customer, id, 'Sekarang bisa');
  expect(await ours.waitForPushes(1)).toEqual([woken]);
});
