import { PushService } from '../../support/push-service';
import { SupportScene } from '../../support/support-scene';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';

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

const subscribe = async (as: TestPerson) => {
  const browser = service.browser();
  const body = browser.subscription;
  const { status } = await system.call('POST', '/api/v1/push/subscriptions', { as, body });
  expect(status).toBe(201);
  return browser;
};

it('support-74 wakes browsers for new messages: of the customer, and of whoever attends the room', async () => {
  const scene = new SupportScene(system);
  const { customer, admin } = await scene.people();
  const [theirs, ours] = [await subscribe(customer), await subscribe(admin)];
  const { id } = await scene.begin(customer, 'Saya tidak bisa masuk');
  await scene.room(admin, id);
  await scene.say(admin, id, 'Coba sekali lagi');
  const woken = {
    ...{ about: 'messages', event: 'message', sessionId: null },
    conversationId: String(id),
  };
  expect(await theirs.wokenTimes(1)).toEqual([woken]);
  await scene.say(customer, id, 'Sekarang bisa');
  expect(await ours.wokenTimes(1)).toEqual([woken]);
});
