import { CareScene } from '../../support/care-scene';
import { PushService } from '../../support/push-service';
import { startSystem } from '../../support/system';
import type { TestPerson, TestSystem } from '../../support/system';
import { waitFor } from '../../support/wait-for';

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

it('care-78 wakes the browser of the other one for each new message, and never the own', async () => {
  const scene = new CareScene(system);
  const { client, psychologist } = await scene.pair();
  const [hers, theirs] = [await subscribe(client), await subscribe(psychologist)];
  const id = String(await scene.begin({ client, psychologist }, 'Apakah ini wajar?'));
  const woken = { about: 'messages', event: 'message', sessionId: null, conversationId: id };
  expect(await theirs.wokenTimes(1)).toEqual([woken]);
  await scene.say(psychologist, 'Wajar sekali', client);
  expect(await hers.wokenTimes(1)).toEqual([woken]);
  await waitFor('all pushes to be settled', async () => {
    const left = await system.query('SELECT 1 FROM push_deliveries WHERE settled_at IS NULL');
    return left.length === 0;
  });
  expect([hers.woken().length, theirs.woken().length]).toEqual([1, 1]);
});
