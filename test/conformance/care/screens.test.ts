import type { Page } from 'playwright-core';
import { endAssignment } from '../../../src/chat/members/assign-psychologist';
import { id as words } from '../../../src/web/i18n/id';
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

  async function begun(): Promise<CarePair & { path: string }> {
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
    return { page, sockets, room: new SessionPage(page) };
  }

  async function enter(user: TestUser, path: string) {
    const { page } = await openAs(system, user, { path, viewport: PHONE });
    const room = new SessionPage(page);
    await room.waitForLastMessages(GREETING);
    return room;
  }

  const live = (room: SessionPage) => room.page.getByText(words.session.presence.away).waitFor();

  it('care-33 connect the client when a conversation is opened', async () => {
    const { client, psychologist } = await begun();
    const { page, sockets, room } = await list(client, PHONE);
    await page.getByRole('link', { name: psychologist.fullName }).click();
    await room.waitForLastMessages(GREETING);
    await live(room);
    expect(sockets.size).toBe(2);
  });

  it('care-34 show the client a new message immediately', async () => {
    const pair = await begun();
    const room = await enter(pair.client, pair.path);
    await live(room);
    await send(pair, pair.psychologist, 'Bagaimana hari ini?');
    await room.waitForLastMessages(GREETING, 'Bagaimana hari ini?');
    expect(await room.texts()).toEqual([GREETING, 'Bagaimana hari ini?']);
  });

  it('care-35 disconnect when the client leaves the conversation', async () => {
    const { client, psychologist } = await begun();
    const { page, sockets, room } = await list(client, PHONE);
    await page.getByRole('link', { name: psychologist.fullName }).click();
    await live(room);
    await page.getByRole('link', { name: words.session.back }).click();
    await waitFor('only the hub connection', () => sockets.size === 1);
    expect(await room.conversation.count()).toBe(0);
  });

  it('care-36 connect the psychologist and show new messages', async () => {
    const pair = await begun();
    const { page, sockets, room } = await list(pair.psychologist, DESKTOP);
    await page.getByRole('link', { name: pair.client.fullName }).click();
    await live(room);
    expect(sockets.size).toBe(2);
    await send(pair, pair.client, 'Lebih baik.');
    await room.waitForLastMessages(GREETING, 'Lebih baik.');
    await room.sendMessage('Syukurlah.');
    await room.deliveryState('Syukurlah.', 'sent').waitFor();
  });

  it("care-37 reconnect after the psychologist's connection drops", async () => {
    const pair = await begun();
    const options = { path: pair.path, viewport: DESKTOP };
    const window = await openAs(system, pair.psychologist, options);
    window.allowError(/^WebSocket connection to/);
    const room = new SessionPage(window.page);
    await room.waitForLastMessages(GREETING);
    await live(room);
    const { faults } = system.ably;
    faults.refuseConnections(true);
    faults.dropConnections({ clientId: pair.psychologist.id });
    await send(pair, pair.client, 'Masih di sana?');
    faults.loseState();
    faults.refuseConnections(false);
    await room.waitForLastMessages(GREETING, 'Masih di sana?');
    await live(room);
    await send(pair, pair.client, 'Halo?');
    await room.waitForLastMessages('Masih di sana?', 'Halo?');
    expect(await room.texts()).toEqual([GREETING, 'Masih di sana?', 'Halo?']);
  });

  it('care-40 load older messages on scrolling up', async () => {
    const pair = await begun();
    for (let count = 1; count <= 60; count += 1) await send(pair, pair.client, `surat ${count}`);
    const { page } = await openAs(system, pair.client, { path: pair.path, viewport: PHONE });
    const room = new SessionPage(page);
    await room.waitForLastMessages('surat 60');
    await room.conversation.focus();
    await waitFor('the first message', async () => {
      await page.keyboard.press('Home');
      return (await room.texts()).includes(GREETING);
    });
    expect(await page.getByText(words.session.list.beginning).isVisible()).toBe(true);
  });

  it('care-48 explain why the conversation is closed for writing', async () => {
    const pair = await begun();
    const room = await enter(pair.client, pair.path);
    await live(room);
    const team = await system.addUser('team');
    await endAssignment(system.context.chat, team, { clientId: pair.client.id });
    await room.page
      .getByText(words.messages.closed)
      .or(room.page.getByText(words.errors['assignment-ended']))
      .first()
      .waitFor();
    expect(await room.composer.count()).toBe(0);
  });
});
