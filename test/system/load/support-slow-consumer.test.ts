import { connect } from 'node:net';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { connectSupportClient } from '../../support/clients/support-client';
import { SupportFixture } from '../../support/fixtures/support-fixture';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ slowTimeoutMs: 3_000 });
});
afterAll(() => system.stop());

it('closes a slow stream with `too-slow` and keeps serving the others', async () => {
  const fixture = new SupportFixture(system);
  const { customer, admin } = await fixture.createUsers();
  const { id } = await fixture.openRoom(customer);
  const { hostname, port } = new URL(system.url);
  const socket = connect(Number(port), hostname);
  afterTest(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.write(
    `GET /api/chat/sse?roomId=${id} HTTP/1.1\r\nHost: ${hostname}\r\n` +
      `Authorization: Bearer ${customer.token}\r\n\r\n`,
  );
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  await waitFor('the connection', () => text.includes('"connected"'));
  socket.pause();
  const fast = await connectSupportClient(system, admin, id);
  afterTest(() => fast.close());
  const readers = () => system.context.feed.counts().subscribers;
  expect(readers()).toBe(2);
  // More than all buffers on the way can hold.
  const content = 'x'.repeat(5_000);
  let sent = 0;
  const sender = async (): Promise<void> => {
    for (; sent < 3_000 && readers() === 2; sent += 1)
      await fixture.sendMessage(admin, id, content);
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  await waitFor('the slow consumer to be dropped', () => readers() === 1, 60_000);
  await waitFor('every message at the fast consumer', () => fast.texts.length >= sent - 8, 60_000);
  socket.resume();
  await waitFor('the reason', () => text.includes('"code":"too-slow"'), 60_000);
  expect(text).toMatch(/"type":"error","data":\{"message":"The connection was closed because/);
}, 240_000);
