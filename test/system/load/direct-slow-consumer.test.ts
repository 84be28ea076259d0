import WebSocket from 'ws';
import { afterTest } from '../../support/harness/after-test';
import { DirectFixture } from '../../support/fixtures/direct-fixture';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
beforeAll(async () => {
  // On a busy machine filling the buffers may take longer than the ping timeout of Socket.IO.
  system = await startSystem({ env: { SOCKET_HEARTBEAT: 'PT10M' }, slowTimeoutMs: 3_000 });
});
afterAll(() => system.stop());

it('disconnects a slow consumer with `too-slow` and keeps serving the others', async () => {
  const fixture = new DirectFixture(system);
  afterTest(() => fixture.disconnectAll());
  const psychologist = await system.addUser('psychologist');
  const team = await system.addUser('team');
  const url = system.url.replace('http', 'ws');
  const slow = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`);
  afterTest(() => slow.terminate());
  let text = '';
  let isOver = false;
  slow.on('message', (frame: Buffer) => (text += frame.toString('utf8')));
  slow.on('close', () => (isOver = true));
  await waitFor('an open socket', () => slow.readyState === WebSocket.OPEN);
  slow.send(`40${JSON.stringify({ token: team.token })}`);
  await waitFor('the first event', () => text.includes('"position"'));
  slow.pause();
  const fast = await fixture.connect(team, ['websocket']);
  const sender = await fixture.connect(psychologist, ['websocket']);
  const readers = () => system.context.userFeed.count();
  expect(readers()).toBe(3);
  // More than all buffers on the way can hold.
  const content = 'x'.repeat(5_000);
  let sent = 0;
  for (; sent < 3_000 && readers() === 3; sent += 8) {
    await Promise.all(Array.from({ length: 8 }, () => sender.sendMessage(team, content)));
  }
  await waitFor('the slow consumer to be disconnected', () => readers() === 2, 60_000);
  slow.resume();
  await waitFor('the end of the connection', () => isOver, 60_000);
  expect(text).toMatch(/42\["error",\{[^\]]*"code":"too-slow"/);
  await waitFor(
    'every message at the fast consumer',
    () => fast.eventsOf('receive_message').length === sent,
  );
}, 240_000);
