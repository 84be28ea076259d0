import { CareFixture } from '../../support/fixtures/care-fixture';
import { PushService } from '../../support/servers/push-service';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

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

it('care-78 sends a push to the recipient for each new message, never to the sender', async () => {
  const fixture = new CareFixture(system);
  const { client, psychologist } = await fixture.createPair();
  const [hers, theirs] = [await subscribe(client), await subscribe(psychologist)];
  const id = String(await fixture.startConversation({ client, psychologist }, 'Apakah ini wajar?'));
  const push = { about: 'messages', event: 'message', sessionId: null, conversationId: id };
  expect(await theirs.waitForPushes(1)).toEqual([push]);
  await fixture.sendMessage(psychologist, 'Wajar sekali', client);
  expect(await hers.waitForPushes(1)).toEqual([push]);
  await waitFor('an empty push queue', async () => {
    const left = await system.query('SELECT 1 FROM push_deliveries WHERE settled_at IS NULL');
    return left.length === 0;
  });
  expect([hers.receivedPushes().length, theirs.receivedPushes().length]).toEqual([1, 1]);
});
