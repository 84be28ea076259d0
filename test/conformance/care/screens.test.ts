import type { Page } from 'playwright-core';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { id as translations } from '../../../src/web/i18n/id';
import { describeInBrowser } from '../../support/pages/browser-tests';
import { DESKTOP, PHONE } from '../../support/pages/browser-window';
import { SessionPage } from '../../support/pages/session-page';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import type { CarePair } from '../../support/fixtures/care-pair';
import { waitFor } from '../../support/harness/wait-for';

const GREETING = 'Selamat pagi.';

/** Open WebSockets of a page. */
function socketsOf(page: Page): Set<object> {
  const open = new Set<object>();
  page.on('websocket', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return open;
}

describeInBrowser('the care pages', ({ it, openAs }) => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterEach(() => system.ably.faults.reset());
  afterAll(() => system.stop());

  async function startConversation(): Promise<CarePair & { path: string }> {
    const pair = await createCarePair(system);
    const { conversationId } = await send(pair, pair.psychologist, GREETING);
    return { ...pair, path: `/messages/${conversationId}` };
  }

  function send({ client }: CarePair, from: TestUser, text: string) {
    return createCareMessage(system, { client, from, text });
  }

  async function list(user: TestUser, viewport: typeof DESKTOP) {
    const { page } = await openAs(system, user, { path: '/site.webmanifest', viewport });
    const sockets = socketsOf(page);
    await page.goto('/messages');
    await waitFor('the hub connection', () => sockets.size === 1);
    return { page, sockets, chat: new SessionPage(page) };
  }

  async function enter(user: TestUser, path: string) {
    const { page } = await openAs(system, user, { path, viewport: PHONE });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages(GREETING);
    return chat;
  }

  const live = (chat: SessionPage) =>
    chat.page.getByText(translations.session.presence.away).waitFor();

  it('care-33 connect the client when a conversation is opened', async () => {
    const { client, psychologist } = await startConversation();
    const { page, sockets, chat } = await list(client, PHONE);
    await page.getByRole('link', { name: psychologist.fullName }).click();
    await chat.waitForLastMessages(GREETING);
    await live(chat);
    expect(sockets.size).toBe(2);
  });

  it('care-34 show the client a new message immediately', async () => {
    const pair = await startConversation();
    const chat = await enter(pair.client, pair.path);
    await live(chat);
    await send(pair, pair.psychologist, 'Bagaimana hari ini?');
    await chat.waitForLastMessages(GREETING, 'Bagaimana hari ini?');
    expect(await chat.texts()).toEqual([GREETING, 'Bagaimana hari ini?']);
  });

  it('care-35 disconnect when the client leaves the conversation', async () => {
    const { client, psychologist } = await startConversation();
    const { page, sockets, chat } = await list(client, PHONE);
    await page.getByRole('link', { name: psychologist.fullName }).click();
    await live(chat);
    await page.getByRole('link', { name: translations.session.back }).click();
    await waitFor('only the hub connection', () => sockets.size === 1);
    expect(await chat.conversation.count()).toBe(0);
  });

  it('care-36 connect the psychologist and show new messages', async () => {
    const pair = await startConversation();
    const { page, sockets, chat } = await list(pair.psychologist, DESKTOP);
    await page.getByRole('link', { name: pair.client.fullName }).click();
    await live(chat);
    expect(sockets.size).toBe(2);
    await send(pair, pair.client, 'Lebih baik.');
    await chat.waitForLastMessages(GREETING, 'Lebih baik.');
    await chat.sendMessage('Syukurlah.');
    await chat.deliveryState('Syukurlah.', 'sent').waitFor();
  });

  it("care-37 reconnect after the psychologist's connection drops", async () => {
    const pair = await startConversation();
    const options = { path: pair.path, viewport: DESKTOP };
    const window = await openAs(system, pair.psychologist, options);
    window.allowError(/^WebSocket connection to/);
    const chat = new SessionPage(window.page);
    await chat.waitForLastMessages(GREETING);
    await live(chat);
    const { faults } = system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: pair.psychologist.id });
    await send(pair, pair.client, 'Masih di sana?');
    faults.loseState();
    faults.refuseConnections(false);
    await chat.waitForLastMessages(GREETING, 'Masih di sana?');
    await live(chat);
    await send(pair, pair.client, 'Halo?');
    await chat.waitForLastMessages('Masih di sana?', 'Halo?');
    expect(await chat.texts()).toEqual([GREETING, 'Masih di sana?', 'Halo?']);
  });

  it('care-40 load older messages on scrolling up', async () => {
    const pair = await startConversation();
    for (let count = 1; count <= 60; count += 1) await send(pair, pair.client, `surat ${count}`);
    const { page } = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    const chat = new SessionPage(page);
    await chat.waitForLastMessages('surat 60');
    await chat.conversation.focus();
    await waitFor('the first message', async () => {
      await page.keyboard.press('Home');
      return (await chat.texts()).includes(GREETING);
    });
    expect(await page.getByText(translations.session.list.beginning).isVisible()).toBe(true);
  });

  it('care-48 explain why the conversation is closed for writing', async () => {
    const pair = await startConversation();
    const chat = await enter(pair.client, pair.path);
    await live(chat);
    const team = await system.addUser('team');
    await endAssignment(system.context.chat, team, { clientId: pair.client.id });
    await chat.page
      .getByText(translations.messages.closed)
      .or(chat.page.getByText(translations.errors['assignment-ended']))
      .first()
      .waitFor();
    expect(await chat.composer.count()).toBe(0);
  });
});
