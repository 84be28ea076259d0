import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/pages/browser-tests';
import { connectHubClient } from '../support/clients/hub-client';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem, Wire } from '../support/harness/test-system';
import { TutoringFixture } from '../support/fixtures/tutoring-fixture';
import { waitFor } from '../support/harness/wait-for';

/** What a page keeps on its window: the line, and all that was said on it. */
interface HubPage {
  hub: {
    line: WebSocket;
    received: { event: string; data: Wire }[];
    closed?: { code: number; reason: string };
  };
}

type Way = { query: string; protocols: string[] };

/** Opens a line by the browser's own WebSocket, as the contract's clients do. */
async function openLine(page: Page, way: Partial<Way> = {}): Promise<void> {
  await page.evaluate(
    ({ query, protocols }) => {
      const self = globalThis as unknown as HubPage & { location: { host: string } };
      const line = new WebSocket(`ws://${self.location.host}/ws${query}`, protocols);
      const hub: HubPage['hub'] = { line, received: [] };
      self.hub = hub;
      line.onmessage = ({ data }) => hub.received.push(JSON.parse(String(data)) as never);
      line.onclose = ({ code, reason }) => (hub.closed = { code, reason });
    },
    { query: way.query ?? '', protocols: way.protocols ?? [] },
  );
}

function say(page: Page, event: string, data: object): Promise<void> {
  return page.evaluate((frame) => {
    const { line } = (globalThis as unknown as HubPage).hub;
    if (line.readyState === line.OPEN) line.send(frame);
    else line.addEventListener('open', () => line.send(frame));
  }, JSON.stringify({ event, data }));
}

async function received(page: Page, event: string): Promise<Wire> {
  return waitFor(`the event ${event}`, async () => {
    const all = await page.evaluate(() => (globalThis as unknown as HubPage).hub.received);
    return all.find((frame) => frame.event === event)?.data;
  });
}

describeInBrowser('hub WebSocket from a browser', ({ it, open, openAs }) => {
  let system: TestSystem;
  let student: TestUser;
  let tutor: TestUser;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    student = await system.addUser('client');
    tutor = await system.addUser('psychologist');
    id = await new TutoringFixture(system).createDirect(tutor, student);
  });
  afterAll(() => system.stop());

  it('accepts a same-origin page by its cookie and carries messages both ways', async () => {
    const { page } = await openAs(system, student, { path: '/docs' });
    await openLine(page);
    await say(page, 'join_conversation', { conversationId: id });
    expect(await received(page, 'conversation_joined')).toMatchObject({ conversationId: id });
    const there = await connectHubClient(system, tutor);
    await there.join(id);
    expect(await received(page, 'user_presence')).toMatchObject({ userId: tutor.id });
    await there.sendMessage(id, 'Selamat datang 👋');
    const { message } = await received(page, 'message_received');
    expect(message.content).toEqual({ text: 'Selamat datang 👋' });
    await say(page, 'send_message', { conversationId: id, content: { text: 'Halo' } });
    await there.waitForEvent(
      'message_received',
      ({ message: { senderId } }) => senderId === student.id,
    );
    await say(page, 'mark_read', { conversationId: id, messageId: message.id });
    await there.waitForEvent('message_status', ({ status }) => status === 'read');
    await page.close();
    await there.waitForEvent(
      'user_presence',
      ({ status, lastSeen }) => status === 'offline' && lastSeen !== null,
    );
    await there.close();
  });

  it('accepts the token in the URL or as a subprotocol, and explains other refusals', async () => {
    const { page } = await open(system, '/docs');
    for (const way of [
      { query: `?token=${tutor.token}` },
      { protocols: ['bearer', tutor.token] },
    ]) {
      await openLine(page, way);
      await say(page, 'join_conversation', { conversationId: id });
      await received(page, 'conversation_joined');
    }
    await openLine(page, { query: '?token=unknown' });
    const closed = await waitFor('the end', () =>
      page.evaluate(() => (globalThis as unknown as HubPage).hub.closed),
    );
    expect(closed.code).toBe(4401);
    expect(closed.reason).not.toBe('');
  });
});
