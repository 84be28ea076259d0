import { z } from 'zod';
import { wireMessageResponse } from '../../src/api/tutoring/tutoring-schemas';
import type { JsonObject } from '../support/clients/typed-data';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/pages/browser-tests';
import { connectHubClient } from '../support/clients/hub-client';
import { startSystem } from '../support/harness/test-system';
import type { TestUser, TestSystem } from '../support/harness/test-system';
import { TutoringFixture } from '../support/fixtures/tutoring-fixture';
import { waitFor } from '../support/harness/wait-for';

/** Stored on the window of the page: the socket and every received frame. */
interface HubPage {
  hub: {
    socket: WebSocket;
    received: { event: string; data: JsonObject }[];
    closed?: { code: number; reason: string };
  };
}

type ConnectOptions = { query: string; protocols: string[] };

/** Connects with the browser's own WebSocket. */
async function openSocket(page: Page, options: Partial<ConnectOptions> = {}): Promise<void> {
  await page.evaluate(
    ({ query, protocols }) => {
      const self = globalThis as unknown as HubPage & { location: { host: string } };
      const socket = new WebSocket(`ws://${self.location.host}/ws${query}`, protocols);
      const hub: HubPage['hub'] = { socket, received: [] };
      self.hub = hub;
      socket.onmessage = ({ data }) => hub.received.push(JSON.parse(String(data)) as never);
      socket.onclose = ({ code, reason }) => (hub.closed = { code, reason });
    },
    { query: options.query ?? '', protocols: options.protocols ?? [] },
  );
}

function sendFrame(page: Page, event: string, data: object): Promise<void> {
  return page.evaluate((frame) => {
    const { socket } = (globalThis as unknown as HubPage).hub;
    if (socket.readyState === socket.OPEN) socket.send(frame);
    else socket.addEventListener('open', () => socket.send(frame));
  }, JSON.stringify({ event, data }));
}

async function waitForEvent(page: Page, event: string): Promise<JsonObject> {
  return waitFor(`the event ${event}`, async () => {
    const all = await page.evaluate(() => (globalThis as unknown as HubPage).hub.received);
    return all.find((frame) => frame.event === event)?.data;
  });
}

const receivedEvent = z.object({ message: wireMessageResponse.pick({ id: true, content: true }) });

describeInBrowser('hub WebSocket from a browser', ({ it, open, openAs }) => {
  let system: TestSystem;
  let student: TestUser;
  let tutor: TestUser;
  let conversationId: string;
  beforeAll(async () => {
    system = await startSystem();
    student = await system.addUser('client');
    tutor = await system.addUser('psychologist');
    conversationId = await new TutoringFixture(system).createDirect(tutor, student);
  });
  afterAll(() => system.stop());

  it('accepts the cookie of a same-origin page and delivers messages in both directions', async () => {
    const { page } = await openAs(system, student, { path: '/docs' });
    await openSocket(page);
    await sendFrame(page, 'join_conversation', { conversationId });
    expect(await waitForEvent(page, 'conversation_joined')).toMatchObject({ conversationId });
    const tutorClient = await connectHubClient(system, tutor);
    await tutorClient.join(conversationId);
    expect(await waitForEvent(page, 'user_presence')).toMatchObject({ userId: tutor.id });
    await tutorClient.sendMessage(conversationId, 'Selamat datang 👋');
    const { message } = receivedEvent.parse(await waitForEvent(page, 'message_received'));
    expect(message.content).toEqual({ text: 'Selamat datang 👋' });
    await sendFrame(page, 'send_message', { conversationId, content: { text: 'Halo' } });
    await tutorClient.waitForEvent(
      'message_received',
      ({ message: { senderId } }) => senderId === student.id,
    );
    await sendFrame(page, 'mark_read', { conversationId, messageId: message.id });
    await tutorClient.waitForEvent('message_status', ({ status }) => status === 'read');
    await page.close();
    await tutorClient.waitForEvent(
      'user_presence',
      ({ status, lastSeen }) => status === 'offline' && lastSeen !== null,
    );
    await tutorClient.close();
  });

  it('accepts the token in the URL or as a subprotocol, and gives a reason when it refuses a token', async () => {
    const { page } = await open(system, '/docs');
    for (const options of [
      { query: `?token=${tutor.token}` },
      { protocols: ['bearer', tutor.token] },
    ]) {
      await openSocket(page, options);
      await sendFrame(page, 'join_conversation', { conversationId });
      await waitForEvent(page, 'conversation_joined');
    }
    await openSocket(page, { query: '?token=unknown' });
    const closed = await waitFor('the close event', () =>
      page.evaluate(() => (globalThis as unknown as HubPage).hub.closed),
    );
    expect(closed.code).toBe(4401);
    expect(closed.reason).not.toBe('');
  });
});
